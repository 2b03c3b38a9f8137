/** AWS CLI commands in a line of a shell, those of command substitutions too, each as its words. */
export function awsCommands(line: string): string[][] {
  const commands: string[][] = [];
  const shells: Shell[] = [new Shell()];
  for (let at = 0; at < line.length; at++) {
    const shell = shells.at(-1)!;
    const char = line[at]!;
    if (shell.quote !== "'" && line.startsWith("$(", at)) {
      shells.push(new Shell());
      at++;
    } else if (char === ")" && shell.quote === undefined && shell.depth === 0 && shells.length > 1) {
      commands.push(...shell.commands());
      shells.pop();
      shells.at(-1)!.text += "substituted";
    } else shell.take(char, line[at - 1]);
  }
  for (const shell of shells.toReversed()) commands.push(...shell.commands());
  return commands.filter(([name]) => name === "aws");
}

/** Text of one shell, in which quotes and parentheses are balanced. */
class Shell {
  text = "";
  quote: string | undefined;
  depth = 0;

  take(char: string, before: string | undefined): void {
    if (this.quote === undefined && (char === '"' || char === "'")) this.quote = char;
    else if (char === this.quote && before !== "\\") this.quote = undefined;
    else if (this.quote === undefined && char === "(") this.depth++;
    else if (this.quote === undefined && char === ")") this.depth--;
    const ends = this.quote === undefined && (char === ";" || char === "|" || char === "\n");
    // whatever is quoted is one word
    this.text += ends ? "\n" : this.quote !== undefined && /\s/.test(char) ? "_" : char;
  }

  commands(): string[][] {
    return this.text.split("\n").map((command) =>
      command
        .trim()
        .replace(/^(do|then) /, "")
        .split(/\s+/),
    );
  }
}

/** Code of a Markdown page that may be a shell's: spans, and blocks of `sh` or of no language. */
export function shellCode(page: string): string[] {
  const blocks = /^```(?:sh|bash)?\n([\s\S]*?)^```$/gm;
  const spans = page.replaceAll(/^```[\s\S]*?^```$/gm, "").matchAll(/`([^`]+)`/g);
  return [...page.matchAll(blocks), ...spans].map(([, code = ""]) =>
    code
      .replaceAll("\\|", "|")
      .replaceAll("\\\n", " ")
      .replaceAll(/\n(?= )/g, " "),
  );
}
