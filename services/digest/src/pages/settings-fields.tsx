/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { DigestSettings } from '@emberlog/events';
import { clockWords, WEEKDAYS } from './settings-words.ts';

export type Chosen = Pick<DigestSettings, 'cadence' | 'hour' | 'weekday'> & {
  readonly timeZone: string;
  readonly organizations: readonly string[];
  readonly tags: readonly string[];
};

export const NOTHING_CHOSEN: Chosen = {
  ...{ cadence: 'daily', hour: 8, weekday: null, timeZone: 'UTC' },
  ...{ organizations: [], tags: [] },
};

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
/** Empty fields behind those that are filled in: without scripts there is no button for one more. */
const MORE_FIELDS = 2;
const MOST_FIELDS = 20;

/** The fields of a form that say when digests come and what they are of. */
export const SettingsFields = ({ chosen }: { readonly chosen: Chosen }) => (
  <>
    <fieldset>
      <legend>How often</legend>
      <Cadence value="daily" words="Every day" chosen={chosen} />
      <Cadence value="weekly" words="Every week" chosen={chosen} />
    </fieldset>
    <div class="row">
      <label>
        At
        <select name="hour">
          {HOURS.map((hour) => (
            <option value={String(hour)} selected={hour === chosen.hour}>
              {clockWords(hour)}
            </option>
          ))}
        </select>
      </label>
      <label>
        On, if every week
        <select name="weekday">
          {WEEKDAYS.map((name, n) => (
            <option value={String(n + 1)} selected={n + 1 === (chosen.weekday ?? 1)}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        By the clocks of
        <input name="time_zone" list="zones" value={chosen.timeZone} autocomplete="off" />
      </label>
      <datalist id="zones">
        {Intl.supportedValuesOf('timeZone').map((zone) => (
          <option value={zone} />
        ))}
      </datalist>
    </div>
    <Names
      legend="Only from these organizations, or with these tags; empty: all papers"
      fields={[
        { name: 'organization', words: 'Organization', values: chosen.organizations },
        { name: 'tag', words: 'Tag', values: chosen.tags },
      ]}
    />
  </>
);

type CadenceOptions = {
  readonly value: Chosen['cadence'];
  readonly words: string;
  readonly chosen: Chosen;
};

const Cadence = ({ value, words, chosen }: CadenceOptions) => (
  <label class="choice">
    <input type="radio" name="cadence" value={value} checked={chosen.cadence === value} /> {words}
  </label>
);

type Field = {
  readonly name: string;
  readonly words: string;
  readonly values: readonly string[];
};

const Names = ({
  legend,
  fields,
}: {
  readonly legend: string;
  readonly fields: readonly Field[];
}) => (
  <fieldset>
    <legend>{legend}</legend>
    <div class="row">
      {fields.map(({ name, words, values }) => (
        <div class="names">
          {Array.from({ length: Math.min(values.length + MORE_FIELDS, MOST_FIELDS) }, (_, n) => (
            <input name={name} value={values[n] ?? ''} placeholder={words} aria-label={words} />
          ))}
        </div>
      ))}
    </div>
  </fieldset>
);
