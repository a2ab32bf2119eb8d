package dev.jaccard.cli;

import dev.jaccard.loss.Names;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What becomes of failures: one sentence on standard error, with {@code --debug} a stack trace too,
 * and the exit status, 2 where the command was called wrongly and 1 for everything else.
 */
final class Failures
    implements CommandLine.IParameterExceptionHandler, CommandLine.IExecutionExceptionHandler {

  static final int FAILED = 1;

  @Override
  public int handleParseException(ParameterException exception, String[] arguments) {
    CommandLine command = exception.getCommandLine();
    String problem =
        switch (exception) {
          case UnmatchedArgumentException unmatched -> unmatched(unmatched);
          case ParameterException own when own.getCause() instanceof IllegalArgumentException ->
              own.getMessage();
          // a slip of picocli's
          default -> decapitalized(exception.getMessage()).replace("option option", "option");
        };
    report(command.getErr(), problem, exception, isDebugging(arguments));
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  @Override
  public int handleExecutionException(
      Exception exception, CommandLine command, CommandLine.ParseResult parsed) {
    String[] arguments = parsed.originalArgs().toArray(String[]::new);
    return fail(command.getErr(), exception, arguments);
  }

  /** Reports a failure that is not a matter of usage; returns the exit status. */
  static int fail(PrintWriter err, Throwable failure, String[] arguments) {
    String problem =
        switch (failure) {
          case NoSuchFileException e -> e.getFile() + " does not exist";
          case FileSystemException e when e.getReason() == null ->
              e.getFile() + " cannot be read or written";
          case IOException e -> e.getMessage();
          case IllegalArgumentException e -> e.getMessage();
          case ExceptionInInitializerError e
              when e.getCause() instanceof IllegalArgumentException ->
              e.getCause().getMessage();
          case OutOfMemoryError e -> "the memory does not suffice: " + e.getMessage();
          default -> "unexpected " + failure + " (a stack trace comes with --debug)";
        };
    report(err, problem, failure, isDebugging(arguments));
    return FAILED;
  }

  private static boolean isDebugging(String[] arguments) {
    return Arrays.asList(arguments).contains(JaccardCommand.DEBUG);
  }

  private static void report(
      PrintWriter err, String problem, Throwable failure, boolean debugging) {
    err.println(sentence(problem));
    if (debugging) {
      failure.printStackTrace(err);
    }
  }

  private static String sentence(String problem) {
    String line = String.valueOf(problem).strip().replaceAll("\\s+", " ");
    return "jaccard: " + line + (line.matches(".*[.?!]") ? "" : ".");
  }

  private static String unmatched(UnmatchedArgumentException exception) {
    CommandLine.Model.CommandSpec command = exception.getCommandLine().getCommandSpec();
    String name = exception.getUnmatched().getFirst();
    if (exception.isUnknownOption()) {
      return "'%s' has no option '%s'; did you mean '%s'?"
          .formatted(
              command.qualifiedName(), name, Names.nearest(name, command.optionsMap().keySet()));
    }
    if (!command.subcommands().isEmpty()) {
      return "there is no command '%s'; did you mean '%s'?"
          .formatted(name, Names.nearest(name, command.subcommands().keySet()));
    }
    return "'%s' does not take the argument '%s'".formatted(command.qualifiedName(), name);
  }

  private static String decapitalized(String message) {
    return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
  }
}
