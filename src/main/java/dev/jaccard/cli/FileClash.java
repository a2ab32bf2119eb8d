package dev.jaccard.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** Refuses outputs that would replace an input or each other. */
final class FileClash {
  private final CommandSpec command;
  private final Map<Path, String> files = new LinkedHashMap<>();

  /** Of a command of which no file is known yet. */
  FileClash(CommandSpec command) {
    this.command = command;
  }

  /** Takes a file that is read, or null where the option was not given. */
  FileClash reads(String option, Path file) {
    if (file != null) {
      files.put(file, option);
    }
    return this;
  }

  /** Takes a file that is written, or null; fails if another option names it. */
  FileClash writes(String option, Path file) throws IOException {
    if (file == null) {
      return this;
    }
    for (Map.Entry<Path, String> other : files.entrySet()) {
      if (isSame(file, other.getKey())) {
        throw LossOptions.wrongUsage(
            command, option + " is the file of " + other.getValue() + " but must be another one");
      }
    }
    return reads(option, file);
  }

  private static boolean isSame(Path one, Path other) throws IOException {
    if (Files.exists(one) && Files.exists(other)) {
      return Files.isRegularFile(one) && Files.isSameFile(one, other);
    }
    return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
  }
}
