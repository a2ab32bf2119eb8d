package dev.jaccard.cli;

import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows what the kernels run on. */
@Command(
    name = "info",
    description = "Show what the kernels run on: CPU, JDK, vectors, backend.",
    footer = "  jaccard info")
final class InfoCommand implements Runnable {
  @Spec private CommandSpec command;

  @Override
  public void run() {
    PrintWriter out = command.commandLine().getOut();
    line(out, "version", Version.text());
    line(out, "cpu", Machine.cpu());
    line(out, "cores", Integer.toString(Machine.cores()));
    line(out, "system", Machine.system());
    line(out, "java", Machine.java());
    line(out, "vectors", Machine.vectors());
    line(out, "backend", Machine.backend());
    line(out, "fma", Machine.hasFma() ? "yes" : "no");
  }

  private static void line(PrintWriter out, String name, String value) {
    out.printf(Locale.ROOT, "%-9s%s%n", name + ":", value);
  }
}
