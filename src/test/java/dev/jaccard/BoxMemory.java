package dev.jaccard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Every kind of memory that callers hand in; each is zero when made. */
enum BoxMemory {
  ALIGNED {
    @Override
    MemorySegment bytes(Arena arena, long size) {
      return arena.allocate(size, 64);
    }
  },
  FLOAT_ALIGNED {
    @Override
    MemorySegment bytes(Arena arena, long size) {
      return arena.allocate(size + 4, 64).asSlice(4);
    }
  },
  MISALIGNED {
    @Override
    MemorySegment bytes(Arena arena, long size) {
      return arena.allocate(size + 1, 64).asSlice(1);
    }
  },
  DIRECT_BUFFER {
    @Override
    MemorySegment bytes(Arena arena, long size) {
      return MemorySegment.ofBuffer(
          ByteBuffer.allocateDirect((int) size).order(ByteOrder.nativeOrder()).asFloatBuffer());
    }
  },
  MAPPED_FILE {
    @Override
    MemorySegment bytes(Arena arena, long size) {
      try {
        Path file = Files.createTempFile("boxes", ".bin");
        try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
          return channel.map(FileChannel.MapMode.READ_WRITE, 0, size, arena);
        } finally {
          Files.delete(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  },
  FLOAT_ARRAY {
    @Override
    MemorySegment bytes(Arena arena, long size) {
      return MemorySegment.ofArray(new float[(int) (size / 4)]);
    }
  },
  MISALIGNED_BYTE_ARRAY {
    @Override
    MemorySegment bytes(Arena arena, long size) {
      return MemorySegment.ofArray(new byte[(int) size + 3]).asSlice(3, size);
    }
  },
  HEAP_BUFFER {
    @Override
    MemorySegment bytes(Arena arena, long size) {
      return MemorySegment.ofBuffer(FloatBuffer.allocate((int) (size / 4) + 5).position(5));
    }
  };

  /** Zeros; the size is a multiple of 4. */
  abstract MemorySegment bytes(Arena arena, long size);

  /** Boxes in this memory, their planes some floats apart. */
  Boxes boxes(Arena arena, int count, BoxFormat format) {
    long stride = 4L * (count + 3);
    return Boxes.wrap(bytes(arena, 4 * stride), count, stride, format);
  }
}
