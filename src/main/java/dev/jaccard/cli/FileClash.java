package dev.jaccard.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;

/** Refuses outputs that would replace an input or each other. */
final class FileClash {
  private FileClash() {}

  /** Fails if two options name one file; an option that was not given is null. */
  static void require(CommandSpec command, String output, Path file, String other, Path otherFile)
      throws IOException {
    if (file != null && otherFile != null && isSame(file, otherFile)) {
      throw LossOptions.wrongUsage(
          command, output + " is the file of " + other + " but must be another one");
    }
  }

  private static boolean isSame(Path one, Path other) throws IOException {
    if (Files.exists(one) && Files.exists(other)) {
      return Files.isRegularFile(one) && Files.isSameFile(one, other);
    }
    return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
  }
}
