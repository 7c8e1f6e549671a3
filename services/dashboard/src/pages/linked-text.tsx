/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */

/** Without what ends a sentence or a bracket around it. */
const ADDRESS = /(https?:\/\/[^\s<>"]*[^\s<>"'.,;:!?)\]])/;

/** Text in which addresses of the web, and no others, are links. They tell nobody where they stood. */
export const LinkedText = ({ text }: { readonly text: string }) => (
  <>
    {text.split(ADDRESS).map((part, index) =>
      index % 2 === 0 || !URL.canParse(part) ? (
        part
      ) : (
        <a href={part} rel="noreferrer noopener">
          {part}
        </a>
      ),
    )}
  </>
);
