/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx';
import { DEFAULT_SCHEDULE, hourWords, scheduleWords, WEEKDAYS } from '../words/schedule-words.ts';

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** A form that asks for a digest; without JavaScript it is sent as it is, in the time of UTC. */
export const SubscribeBox = () => (
  <form class="subscribe" method="post" action="/v1/subscriptions">
    <label for="subscribe-email">Get trending papers in your email inbox</label>
    <div class="row">
      <p class="line">
        <input
          id="subscribe-email"
          name="email"
          type="email"
          autocomplete="email"
          maxlength={320}
          placeholder="you@example.org"
          aria-describedby="subscribe-email-error"
          required
        />
        <button>Subscribe</button>
      </p>
      <FieldError field="email" />
      <div class="about-digests">
        <details class="when">
          <summary>{scheduleWords(DEFAULT_SCHEDULE)}, or as you choose</summary>
          <div class="choices">
            <Choice field="cadence" label="How often">
              <select id="subscribe-cadence" name="cadence" autocomplete="off">
                <option value="daily">daily</option>
                <option value="weekly">weekly</option>
              </select>
            </Choice>
            <Choice field="weekday" label="Day of the week, for weekly">
              <select id="subscribe-weekday" name="weekday" autocomplete="off">
                {WEEKDAYS.map((name, index) => (
                  <option value={index + 1}>{name}</option>
                ))}
              </select>
            </Choice>
            <Choice field="hour" label="At">
              <select id="subscribe-hour" name="hour" autocomplete="off">
                {HOURS.map((hour) => (
                  <option value={hour} selected={hour === DEFAULT_SCHEDULE.hour}>
                    {hourWords(hour)}
                  </option>
                ))}
              </select>
            </Choice>
            <Choice field="time_zone" label="Time zone">
              <input
                id="subscribe-time_zone"
                name="time_zone"
                value={DEFAULT_SCHEDULE.timeZone}
                maxlength={64}
                autocomplete="off"
                autocapitalize="off"
                spellcheck={false}
              />
            </Choice>
          </div>
        </details>
        <a href="/digests">past digests</a>
      </div>
    </div>
    <p class="answer" aria-live="polite" />
  </form>
);

type ChoiceOptions = { readonly field: string; readonly label: string; readonly children: Child };

const Choice = ({ field, label, children }: ChoiceOptions) => (
  <div class={`choice ${field}`}>
    <label for={`subscribe-${field}`}>{label}</label>
    {children}
    <FieldError field={field} />
  </div>
);

/** Empty until the script has something to say there. */
const FieldError = ({ field }: { readonly field: string }) => (
  <p class="field-error" id={`subscribe-${field}-error`} />
);
