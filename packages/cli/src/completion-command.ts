import { Argument, type Command } from 'commander';
import type { CommandContext } from './command-context.ts';
import { withExamples } from './examples.ts';
import { EXIT } from './exit-code.ts';

/** Adds `completion` to the program, for the commands that are there by then. */
export const addCompletion = (program: Command, { to, done }: CommandContext): void => {
  const command = program
    .command('completion')
    .description('print what completes commands and options; put it where your shell reads it')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh']))
    .action((shell: string) => {
      const cases = wordsOf(program);
      to.stdout.write(shell === 'bash' ? bashScript(cases) : zshScript(cases));
      done(EXIT.done);
    });
  withExamples(command, 'emberlog completion bash', 'emberlog completion zsh');
};

/** What may follow a command, by its path below the program; '' is the program itself. */
type Words = ReadonlyMap<string, readonly string[]>;

const wordsOf = (program: Command): Words => {
  const words = new Map<string, readonly string[]>();
  const visit = (command: Command, path: string): void => {
    const commands = command.commands.map((each) => each.name());
    const options = command.options.map(({ long }) => long ?? '').filter((name) => name !== '');
    words.set(path, [...commands, ...options, '--help']);
    for (const each of command.commands) visit(each, `${path} ${each.name()}`.trim());
  };
  visit(program, '');
  return words;
};

/**
 * Looks up what was typed before the first option; with a file or a topic at its end, it is shortened.
 * No name of a command or an option holds what a shell would take for its own.
 */
const lookUp = (words: Words): string => `  while :; do
    case "$typed" in
${[...words].map(([path, list]) => `      '${path}') choices='${list.join(' ')}'; break ;;\n`).join('')}      *' '*) typed="\${typed% *}" ;;
      *) typed='' ;;
    esac
  done
`;

const bashScript = (words: Words): string => `_emberlog() {
  local typed='' choices='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) break ;; esac
    typed="\${typed:+$typed }$word"
  done
${lookUp(words)}  COMPREPLY=($(compgen -W "$choices" -- "\${COMP_WORDS[COMP_CWORD]}"))
  [ \${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o filenames -F _emberlog emberlog
`;

const zshScript = (words: Words): string => `#compdef emberlog
_emberlog() {
  local typed='' choices='' word
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$word" in -*) break ;; esac
    typed="\${typed:+$typed }$word"
  done
${lookUp(words)}  compadd -- \${=choices}
  _files
}
compdef _emberlog emberlog
`;
