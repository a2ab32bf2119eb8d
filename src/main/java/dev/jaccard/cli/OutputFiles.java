package dev.jaccard.cli;

import dev.jaccard.npy.NpyException;
import dev.jaccard.npy.NpyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Output files that appear together: each array is written beside its place, and when all of them
 * are complete they are moved there. Closing takes away what was not moved.
 */
final class OutputFiles implements AutoCloseable {
  /** A complete array that waits for its place. */
  private record Waiting(Path file, Path target) {}

  private final List<Waiting> waiting = new ArrayList<>();

  /**
   * Writes an array beside its place. A pipe or a device has no beside: it is written at once.
   *
   * @param file where it is to appear; its folder must exist
   * @param values the array; nothing is written where it is null
   * @throws IOException if it cannot be written
   */
  void write(Path file, LossResult.Values values) throws IOException {
    if (values == null) {
      return;
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      NpyFile.write(file, values.shape(), values.data(), values.type());
      return;
    }
    Path beside = beside(file);
    try {
      NpyFile.write(beside, values.shape(), values.data(), values.type());
    } catch (NpyException e) {
      throw new IOException(e.getMessage().replace(beside.toString(), file.toString()), e);
    }
  }

  /**
   * Writes a file beside its place, or to a pipe or a device at once.
   *
   * @param file where it is to appear; its folder must exist
   * @throws IOException if it cannot be written
   */
  void write(Path file, byte[] content) throws IOException {
    boolean isFile = !Files.exists(file) || Files.isRegularFile(file);
    try {
      Files.write(isFile ? beside(file) : file, content);
    } catch (NoSuchFileException e) {
      throw new IOException(file + " cannot be written: its folder does not exist", e);
    } catch (IOException e) {
      throw new IOException(file + " cannot be written: " + e, e);
    }
  }

  private Path beside(Path file) throws IOException {
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    String suffix = Long.toHexString(ThreadLocalRandom.current().nextLong());
    Path beside = target.resolveSibling("." + target.getFileName() + "." + suffix);
    waiting.add(new Waiting(beside, target));
    return beside;
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
