package dev.jaccard.npy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Reads and writes {@code .npy} files. All methods are thread-safe; two writers of one file leave
 * the array of one of them.
 */
public final class NpyFile {

  private static final int ALIGNMENT = 64;

  /** A header is about a hundred bytes; this bounds what a broken length makes us read. */
  private static final int MAX_HEADER_BYTES = 1 << 20;

  private static final long READ_BLOCK = 1 << 30;
  private static final long WRITE_BLOCK = 1 << 20;

  private NpyFile() {}

  /**
   * Reads an array. The elements are copied out of the file rather than mapped: that is as fast,
   * aligned, writable, and indifferent to what happens to the file afterwards.
   *
   * @param path a regular file
   * @param arena where the memory comes from
   * @return the array, in native memory of the arena
   * @throws NpyException if the file is missing, is no {@code .npy} file, is truncated, longer than
   *     its header says, in Fortran order, or of a type that is not in {@link NpyType}
   */
  public static NpyArray read(Path path, Arena arena) throws NpyException {
    Objects.requireNonNull(arena, "arena");
    try {
      if (Files.exists(path) && !Files.isRegularFile(path)) {
        throw new NpyException(path, "is not a regular file");
      }
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
        return read(path, channel, arena);
      }
    } catch (NpyException e) {
      throw e;
    } catch (NoSuchFileException e) {
      throw new NpyException(path, "does not exist", e);
    } catch (IOException e) {
      throw new NpyException(path, "cannot be read: " + reason(e), e);
    }
  }

  private static NpyArray read(Path path, FileChannel channel, Arena arena) throws IOException {
    long fileBytes = channel.size();
    ByteBuffer prefix = ByteBuffer.allocate((int) Math.min(NpyHeader.PREFIX_BYTES, fileBytes));
    fill(path, channel, prefix, 0);
    NpyHeader.Location location = NpyHeader.locate(path, prefix.flip());
    if (location.bytes() > fileBytes - location.offset()) {
      throw new NpyException(path, "is truncated: it ends inside its header");
    }
    if (location.bytes() > MAX_HEADER_BYTES) {
      throw new NpyException(
          path,
          "has a malformed header: it claims %d bytes but may have at most %d"
              .formatted(location.bytes(), MAX_HEADER_BYTES));
    }
    ByteBuffer text = ByteBuffer.allocate((int) location.bytes());
    fill(path, channel, text, location.offset());
    NpyHeader header =
        NpyHeaderParser.parse(path, StandardCharsets.UTF_8.decode(text.flip()).toString());
    long dataOffset = location.offset() + location.bytes();
    long dataBytes = header.dataBytes();
    long presentBytes = fileBytes - dataOffset;
    String promise =
        "its header promises %s of %s"
            .formatted(header.dtype().descriptor(), Arrays.toString(header.shape()));
    if (dataBytes < 0 || dataBytes > presentBytes) {
      throw new NpyException(
          path,
          "is truncated: %s, %s bytes, but %d follow"
              .formatted(promise, dataBytes < 0 ? "over 2^63" : dataBytes, presentBytes));
    }
    if (dataBytes < presentBytes) {
      throw new NpyException(
          path,
          "has %d bytes too many at its end: %s, %d bytes, but %d follow"
              .formatted(presentBytes - dataBytes, promise, dataBytes, presentBytes));
    }
    MemorySegment data = arena.allocate(dataBytes, ALIGNMENT);
    for (long start = 0; start < dataBytes; start += READ_BLOCK) {
      MemorySegment block = data.asSlice(start, Math.min(READ_BLOCK, dataBytes - start));
      fill(path, channel, block.asByteBuffer(), dataOffset + start);
    }
    return new NpyArray(header.dtype(), header.shape(), data);
  }

  private static void fill(Path path, FileChannel channel, ByteBuffer buffer, long offset)
      throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, offset + buffer.position()) < 0) {
        throw new NpyException(path, "is truncated: it became shorter while it was read");
      }
    }
  }

  /**
   * Writes an array, replacing the file if there is one. The array is written beside it under a
   * temporary name and then moved, so that at no time the file holds a part of an array.
   *
   * @param path the file; its folder must exist
   * @param shape the length of each dimension, empty for a single number
   * @param data the elements, the last dimension varying fastest, in native byte order, on the heap
   *     or native; exactly as many bytes as the shape and the type make
   * @param dtype the type of the elements
   * @throws NpyException if the file cannot be written; what was there before is then still there
   * @throws IllegalArgumentException if the shape is negative, or does not fit the data
   */
  public static void write(Path path, long[] shape, MemorySegment data, NpyType dtype)
      throws NpyException {
    NpyHeader.requireShape(shape);
    NpyHeader header = new NpyHeader(dtype, shape);
    if (header.dataBytes() != data.byteSize()) {
      throw new IllegalArgumentException(
          "data is %d bytes but must be %s, as shape %s of %s is"
              .formatted(
                  data.byteSize(),
                  header.dataBytes() < 0 ? "over 2^63" : header.dataBytes(),
                  Arrays.toString(shape),
                  dtype.descriptor()));
    }
    try {
      if (Files.exists(path) && !Files.isRegularFile(path)) {
        writeToDevice(path, header, data);
      } else {
        writeAndMove(Files.exists(path) ? path.toRealPath() : path, header, data);
      }
    } catch (NpyException e) {
      throw e;
    } catch (NoSuchFileException e) {
      throw new NpyException(path, "cannot be written: its folder does not exist", e);
    } catch (IOException e) {
      throw new NpyException(path, "cannot be written: " + reason(e), e);
    }
  }

  /** A pipe or /dev/null keeps its place in the file system. */
  private static void writeToDevice(Path path, NpyHeader header, MemorySegment data)
      throws IOException {
    if (Files.isDirectory(path)) {
      throw new NpyException(path, "cannot be written: it is a folder");
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      writeContent(channel, header, data);
    }
  }

  private static void writeAndMove(Path target, NpyHeader header, MemorySegment data)
      throws IOException {
    // not Files.createTempFile, whose files only their owner may read
    String suffix = Long.toHexString(ThreadLocalRandom.current().nextLong());
    Path temporary = target.resolveSibling("." + target.getFileName() + "." + suffix + ".tmp");
    try {
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        writeContent(channel, header, data);
      }
      try {
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException | FileAlreadyExistsException e) {
        Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void writeContent(FileChannel channel, NpyHeader header, MemorySegment data)
      throws IOException {
    drain(channel, header.encode());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(Math.min(WRITE_BLOCK, data.byteSize()));
      for (long start = 0; start < data.byteSize(); start += WRITE_BLOCK) {
        long bytes = Math.min(WRITE_BLOCK, data.byteSize() - start);
        MemorySegment.copy(data, start, buffer, 0, bytes);
        drain(channel, buffer.asSlice(0, bytes).asByteBuffer());
      }
    }
  }

  private static void drain(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  /** What the file system said, without the file's name and the exception's. */
  private static String reason(IOException exception) {
    return switch (exception) {
      case AccessDeniedException _ -> "permission denied";
      case FileSystemException failed when failed.getReason() != null -> failed.getReason();
      default -> exception.getMessage();
    };
  }
}
