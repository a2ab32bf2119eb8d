package dev.jaccard.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;

/** The command line as a whole: its commands, where it writes, and what becomes of failures. */
final class CommandLineTool {
  private static final Map<String, Supplier<Object>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("info", InfoCommand::new);
    COMMANDS.put("losses", LossesCommand::new);
    COMMANDS.put("explain", ExplainCommand::new);
    COMMANDS.put("loss", LossCommand::new);
    COMMANDS.put("classify", ClassifyCommand::new);
    COMMANDS.put("dfl", DistributionCommand::new);
    COMMANDS.put("pairwise", PairwiseCommand::new);
    COMMANDS.put("nms", NmsCommand::new);
    COMMANDS.put("decode", DecodeCommand::new);
    COMMANDS.put("experiment", ExperimentCommand::new);
    COMMANDS.put("bench", BenchCommand::new);
  }

  private final PrintWriter out;
  private final PrintWriter err;

  /**
   * A command line that writes to given places.
   *
   * @param out results and help
   * @param err errors and progress
   */
  CommandLineTool(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  /** The one that writes to standard output and standard error. */
  static CommandLineTool onConsole() {
    return new CommandLineTool(
        writer(FileDescriptor.out, System.out.charset()),
        writer(FileDescriptor.err, System.err.charset()));
  }

  /** Formulas have letters that ASCII lacks; a system that claims no more takes UTF-8 too. */
  private static PrintWriter writer(FileDescriptor file, Charset charset) {
    return new PrintWriter(
        new FileOutputStream(file),
        true,
        charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset);
  }

  /** The names of the commands, in the order of the help. */
  static List<String> names() {
    return List.copyOf(COMMANDS.keySet());
  }

  /**
   * Runs a command.
   *
   * @param arguments the command and its options
   * @return the exit status: 0 for success, 1 for a failure, 2 for wrong usage
   */
  int execute(String... arguments) {
    int status;
    try {
      status = commandLine(arguments).execute(arguments);
    } catch (Error e) {
      status = Failures.fail(err, e, arguments);
    }
    out.flush();
    err.flush();
    return status;
  }

  /** Of the commands only the one that is called is built, as picocli reflects on each of them. */
  private CommandLine commandLine(String... arguments) {
    CommandLine root = new CommandLine(new JaccardCommand());
    Supplier<Object> called = arguments.length == 0 ? null : COMMANDS.get(arguments[0]);
    if (called != null) {
      root.addSubcommand(arguments[0], called.get());
    } else {
      COMMANDS.forEach((name, command) -> root.addSubcommand(name, command.get()));
    }
    Failures failures = new Failures();
    NamedValues.register(root);
    return root.setOut(out)
        .setErr(err)
        .setParameterExceptionHandler(failures)
        .setExecutionExceptionHandler(failures);
  }
}
