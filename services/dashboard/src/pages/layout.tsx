/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import { html } from 'hono/html';
import type { Child } from 'hono/jsx';

/** Addresses of what a page loads, all of its own origin. */
export type AssetPaths = { readonly style: string; readonly script: string; readonly icon: string };

export type LayoutOptions = {
  readonly title: string;
  readonly assets: AssetPaths;
  readonly children: Child;
};

/** A whole document, from its doctype. */
export const layout = ({ title, assets, children }: LayoutOptions) =>
  html`<!doctype html>${(
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="description" content="What readers of papers read now, ranked in the open." />
          <title>{title}</title>
          <link rel="icon" href={assets.icon} type="image/svg+xml" />
          <link rel="stylesheet" href={assets.style} />
          <script type="module" src={assets.script}></script>
        </head>
        <body>{children}</body>
      </html>
    )}`;
