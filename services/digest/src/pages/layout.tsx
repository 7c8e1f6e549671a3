/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import { STYLE_VERSION } from './style.ts';

/** What every page has in common. */
export type Site = {
  readonly name: string;
  /** Address of the papers. */
  readonly home: string;
  /** Path of the pages, `/v1/subscriptions` behind whatever is in front of the service. */
  readonly path: string;
  readonly style: string;
};

export const siteOf = (name: string, publicUrl: string): Site => {
  const path = `${new URL(publicUrl).pathname.replace(/\/+$/, '')}/v1/subscriptions`;
  return { name, home: publicUrl, path, style: `${path}/style.css?v=${STYLE_VERSION}` };
};

export type LayoutOptions = {
  readonly site: Site;
  /** Never holds anything of a token or a reader: titles are kept by browsers and read by others. */
  readonly title: string;
  readonly children: Child;
};

/** A whole document, from its doctype. */
export const layout = ({ site, title, children }: LayoutOptions) =>
  html`<!doctype html>${(
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>
            {title} · {site.name}
          </title>
          <link rel="stylesheet" href={site.style} />
        </head>
        <body>
          <main>
            <p class="brand">
              <a href={site.home}>{site.name}</a>
            </p>
            <h1>{title}</h1>
            {children}
          </main>
        </body>
      </html>
    )}`;
