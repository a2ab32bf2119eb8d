package dev.jaccard.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How many threads may work. */
final class ThreadOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Use at most N threads, by default all cores; no bit depends on it.")
  private int threads = Runtime.getRuntime().availableProcessors();

  /** The number; fails where it is none. */
  int count() {
    if (threads < 1) {
      throw LossOptions.wrongUsage(command, "--threads is " + threads + " but must be at least 1");
    }
    return threads;
  }
}
