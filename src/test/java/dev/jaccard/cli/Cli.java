package dev.jaccard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;

/**
 * A run of the command line in this JVM.
 *
 * @param status the exit status
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
record Cli(int status, String out, String err) {
  /** Runs a command. */
  static Cli run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = new CommandLineTool(new PrintWriter(out), new PrintWriter(err)).execute(arguments);
    return new Cli(status, out.toString(), err.toString());
  }

  /** Runs a command with options that are given as a list too. */
  static Cli run(List<String> arguments, String... more) {
    return run(
        java.util.stream.Stream.concat(arguments.stream(), java.util.Arrays.stream(more))
            .toArray(String[]::new));
  }

  /** Runs a command that must succeed without a word on standard error. */
  static Cli succeed(String... arguments) {
    Cli run = run(arguments);
    assertEquals("", run.err);
    assertEquals(0, run.status);
    return run;
  }

  /** Asserts a failure whose one sentence is the one given, and that nothing else was said. */
  Cli failsWith(int expectedStatus, String sentence) {
    assertEquals("jaccard: " + sentence + System.lineSeparator(), err);
    assertEquals("", out);
    assertEquals(expectedStatus, status);
    return this;
  }

  /** The lines of standard output. */
  List<String> lines() {
    return out.lines().toList();
  }

  /** What stands after {@code name:} on a line of its own. */
  String value(String name) {
    Optional<String> line =
        out.lines().filter(candidate -> candidate.startsWith(name + ":")).findFirst();
    assertTrue(line.isPresent(), () -> "no line '" + name + ":' in\n" + out);
    return line.get().substring(name.length() + 1).strip();
  }
}
