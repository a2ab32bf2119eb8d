package dev.jaccard.cli;

import dev.jaccard.npy.NpyException;
import dev.jaccard.npy.NpyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Output files that appear together: each array is written beside its place, and when all of them
 * are complete they are moved there. Closing takes away what was not moved.
 */
final class OutputFiles implements AutoCloseable {
  /** A complete array that waits for its place. */
  private record Waiting(Path file, Path target) {}

  private final List<Waiting> waiting = new ArrayList<>();

  /**
   * Refuses an output that would replace an input or another output.
   *
   * @param command whose options these are
   * @param output an option
   * @param file its file, or null
   * @param other another option
   * @param otherFile its file, or null
   */
  static void requireApart(
      CommandSpec command, String output, Path file, String other, Path otherFile)
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

  /**
   * Writes an array beside its place. A pipe or a device has no beside: it is written at once.
   *
   * @param file where it is to appear; its folder must exist
   * @throws IOException if it cannot be written
   */
  void write(Path file, LossResult.Values values) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      NpyFile.write(file, values.shape(), values.data(), values.type());
      return;
    }
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    String suffix = Long.toHexString(ThreadLocalRandom.current().nextLong());
    Path beside = target.resolveSibling("." + target.getFileName() + "." + suffix);
    waiting.add(new Waiting(beside, target));
    try {
      NpyFile.write(beside, values.shape(), values.data(), values.type());
    } catch (NpyException e) {
      throw new IOException(e.getMessage().replace(beside.toString(), file.toString()), e);
    }
  }

  /**
   * Moves all files to their places.
   *
   * @throws IOException if one cannot be moved
   */
  void publish() throws IOException {
    while (!waiting.isEmpty()) {
      Waiting next = waiting.getFirst();
      try {
        Files.move(next.file(), next.target(), StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw new IOException(next.target() + " cannot be replaced: " + e, e);
      }
      waiting.removeFirst();
    }
  }

  @Override
  public void close() throws IOException {
    for (Waiting next : waiting) {
      Files.deleteIfExists(next.file());
    }
  }
}
