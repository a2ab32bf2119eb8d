package dev.jaccard.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.emit.MemoryKind;
import dev.jaccard.graph.Node;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class KernelTest {
  private static final int[] SIZES = {
    0, 1, 15, 16, 17, Kernel.CHUNK - 1, Kernel.CHUNK, Kernel.CHUNK + 1, 3 * Kernel.CHUNK + 5
  };

  private static float[] values(int count) {
    Random random = new Random(count);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (random.nextFloat() - 0.5f) * (float) StrictMath.pow(10, random.nextInt(8));
    }
    return values;
  }

  /** The sum in the documented order: chunk by chunk, 16 lanes each. */
  private static double sum(float[] values) {
    double sum = 0;
    for (int start = 0; start < values.length; start += Kernel.CHUNK) {
      double[] lanes = new double[16];
      for (int i = start; i < Math.min(start + Kernel.CHUNK, values.length); i++) {
        lanes[(i - start) % 16] += values[i];
      }
      double chunk = 0;
      for (double lane : lanes) {
        chunk += lane;
      }
      sum += chunk;
    }
    return sum;
  }

  @ParameterizedTest
  @EnumSource(names = {"SCALAR", "VECTOR"})
  void theSumIsThatOfChunksOfSixteenLanes(Kernel.Choice choice) {
    PlaneFunction doubled = PlaneFunction.of("doubled", x -> x.times(2));
    for (int size : SIZES) {
      float[] x = values(size);
      float[] y = new float[size];
      double heap = doubled.run(MemorySegment.ofArray(x), MemorySegment.ofArray(y), choice);
      for (int i = 0; i < size; i++) {
        assertEquals(2 * x[i], y[i], size + " floats, number " + i);
      }
      assertEquals(sum(y), heap, size + " floats");
      Arena arena = Arena.ofAuto();
      MemorySegment segment = arena.allocate(4L * size, 64);
      double direct = doubled.run(arena.allocateFrom(ValueLayout.JAVA_FLOAT, x), segment, choice);
      assertEquals(heap, direct, size + " floats outside the heap");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SCALAR", "VECTOR"})
  void theSumIsTheSameWhereNobodyWantsTheSummedPlane(Kernel.Choice choice) {
    Kernel kernel = PlaneFunction.of("tripled", x -> x.times(3)).kernel();
    Arena arena = Arena.ofAuto();
    for (int size : SIZES) {
      float[] x = values(size);
      float[] y = new float[size];
      for (int i = 0; i < size; i++) {
        y[i] = 3 * x[i];
      }
      try (Arena confined = Arena.ofConfined()) {
        for (MemorySegment input :
            List.of(
                MemorySegment.ofArray(x),
                arena.allocateFrom(ValueLayout.JAVA_FLOAT, x),
                confined.allocateFrom(ValueLayout.JAVA_FLOAT, x))) {
          Argument[] arguments = {new Argument(), new Argument()};
          arguments[0].set(input, 0, 0);
          assertEquals(
              sum(y),
              kernel.run(arguments, new float[0], size, choice, null, 1),
              size + " floats in " + input);
        }
      }
    }
  }

  @Test
  void nothingBeyondTheFloatsIsWritten() {
    PlaneFunction one = PlaneFunction.of("one", x -> x.times(0).plus(1));
    for (Kernel.Choice choice : List.of(Kernel.Choice.SCALAR, Kernel.Choice.VECTOR)) {
      for (int size : SIZES) {
        float[] y = new float[size + 64];
        one.run(
            MemorySegment.ofArray(new float[size]),
            MemorySegment.ofArray(y).asSlice(128, 4L * size),
            choice);
        for (int i = 0; i < y.length; i++) {
          boolean inside = i >= 32 && i < 32 + size;
          assertEquals(inside ? 1 : 0, y[i], choice + ", " + size + " floats, number " + i);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SCALAR", "VECTOR"})
  void floatArraysMayBeCutBetweenTwoFloats(Kernel.Choice choice) {
    PlaneFunction doubled = PlaneFunction.of("doubled", x -> x.times(2));
    for (int size : SIZES) {
      float[] values = values(size);
      for (int shift = 0; shift < 4; shift++) {
        MemorySegment x = MemorySegment.ofArray(new float[size + 1]).asSlice(shift, 4L * size);
        MemorySegment y = MemorySegment.ofArray(new float[size + 1]).asSlice(shift, 4L * size);
        MemorySegment.copy(values, 0, x, ValueLayout.JAVA_FLOAT_UNALIGNED, 0, size);
        doubled.run(x, y, choice);
        for (int i = 0; i < size; i++) {
          float actual = y.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * i);
          assertEquals(2 * values[i], actual, size + " floats from byte " + shift);
        }
      }
    }
  }

  @Test
  void aFirstCallDoesNotWaitForTheCompiler() {
    // the thread that warms kernels up has plenty to do
    List<CompletableFuture<Void>> others = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      double constant = i + 0.123;
      PlaneFunction other = PlaneFunction.of("other " + i, x -> x.plus(constant).exp().log());
      others.add(other.kernel().warmUp(MemoryKind.SEGMENTS));
    }
    PlaneFunction fresh = PlaneFunction.of("fresh", Node::atan);
    float[] x = values(40_000);
    float[] y = new float[x.length];
    fresh.run(MemorySegment.ofArray(x), MemorySegment.ofArray(y), Kernel.Choice.WHEN_READY);
    assertFalse(others.getLast().isDone(), "the call waited for other kernels");
    assertFalse(fresh.kernel().warmUp(MemoryKind.ARRAYS).isDone(), "the call waited for its own");
    assertEquals((float) Math.atan(x[7]), y[7], 1e-6);
    others.forEach(CompletableFuture::join);
  }

  @ParameterizedTest
  @EnumSource
  void aKernelThatIsWarmedUpUsesItsVectorLoop(MemoryKind memory) {
    ReadyLoop loop = new ReadyLoop(PlaneFunction.program("warm", x -> x.squared().plus(1)), memory);
    assertFalse(loop.isReady());
    long start = System.nanoTime();
    loop.startWarmUp().join();
    double seconds = (System.nanoTime() - start) * 1e-9;
    assertTrue(loop.isReady());
    assertTrue(seconds < 20, "the warm-up took " + seconds + " s");
    assertSame(loop.startWarmUp(), loop.startWarmUp(), "once is enough");
  }

  @Test
  void readyKernelsGiveTheBitsOfTheScalarLoop() {
    PlaneFunction function = PlaneFunction.of("ready", x -> x.atan().exp());
    float[] x = values(5000);
    float[] cold = new float[x.length];
    float[] warm = new float[x.length];
    MemorySegment inputs = MemorySegment.ofArray(x);
    double before = function.run(inputs, MemorySegment.ofArray(cold), Kernel.Choice.SCALAR);
    function.kernel().warmUp(MemoryKind.ARRAYS).join();
    double after = function.run(inputs, MemorySegment.ofArray(warm), Kernel.Choice.WHEN_READY);
    org.junit.jupiter.api.Assertions.assertArrayEquals(cold, warm);
    assertEquals(before, after);
  }

  /** Each kind has a loop of its own, and the use of one must not hide that of another. */
  @Test
  void memoryOfEachKindStartsItsOwnWarmUp() {
    PlaneFunction function = PlaneFunction.of("both kinds", x -> x.times(x).plus(0.77));
    float[] x = values(20_000);
    Arena arena = Arena.ofAuto();
    MemorySegment outside = arena.allocateFrom(ValueLayout.JAVA_FLOAT, x);
    function.run(outside, arena.allocate(outside.byteSize(), 64), Kernel.Choice.WHEN_READY);
    MemorySegment heap = MemorySegment.ofArray(x);
    function.run(heap, MemorySegment.ofArray(x.clone()), Kernel.Choice.WHEN_READY);
    // kernels are warmed up one after the other: those asked for before this one are done with it
    PlaneFunction.of("later", y -> y.plus(0.78)).kernel().warmUp(MemoryKind.SEGMENTS).join();
    assertTrue(function.kernel().warmUp(MemoryKind.SEGMENTS).isDone(), "native memory");
    assertTrue(function.kernel().warmUp(MemoryKind.ARRAYS).isDone(), "arrays, which came second");
  }

  @Test
  void kernelsAreCachedByTheirKey() {
    Object key = new Object();
    Kernel kernel = KernelCache.kernel(key, () -> PlaneFunction.program("cached", Node::abs));
    assertSame(
        kernel,
        KernelCache.kernel(
            key,
            () -> {
              throw new AssertionError("the kernel is there");
            }));
    assertNotSame(
        kernel, KernelCache.kernel(new Object(), () -> PlaneFunction.program("cached", Node::abs)));
  }
}
