package dev.jaccard.bench;

import dev.jaccard.Backend;
import dev.jaccard.Batch;
import dev.jaccard.BoxFormat;
import dev.jaccard.BoxLoss;
import dev.jaccard.Boxes;
import dev.jaccard.bench.measure.Guard;
import dev.jaccard.bench.measure.Task;
import dev.jaccard.bench.measure.Timings;
import dev.jaccard.emit.Lanes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.LongFunction;

/** Forward and backward over memory of other kinds, and at the vector width of this JVM. */
final class Layouts {
  private static final int COORDINATES = 4;
  private static final int SIZE = 8192;
  private static final long ALIGNMENT = 64;

  private Layouts() {}

  /** Aligned, off by one float, and on the heap. */
  static Timings layouts(SuitePlan plan) {
    Map<String, LongFunction<MemorySegment>> kinds = new LinkedHashMap<>();
    kinds.put("aligned", bytes -> Arena.ofAuto().allocate(bytes, ALIGNMENT));
    kinds.put(
        "misaligned",
        bytes -> Arena.ofAuto().allocate(bytes + ALIGNMENT, ALIGNMENT).asSlice(Float.BYTES, bytes));
    kinds.put("heap", bytes -> MemorySegment.ofArray(new float[(int) (bytes / Float.BYTES)]));
    List<Task> tasks = new ArrayList<>();
    for (String name : plan.partLosses()) {
      kinds.forEach((kind, memory) -> tasks.add(task(name, kind, memory)));
    }
    return plan.rounds().measure(tasks);
  }

  /** Vectors of the width that this JVM was started with. */
  static Timings width(SuitePlan plan) {
    String bits = Integer.toString(Lanes.COUNT * Float.SIZE);
    List<Task> tasks = new ArrayList<>();
    Pairs pairs = new Pairs(SIZE);
    for (String name : plan.partLosses()) {
      BoxLoss loss = Losses.build(name, Backend.AUTO);
      loss.warmUp(BoxFormat.XYXY);
      Batch batch =
          new Batch(pairs.prediction, pairs.target).losses(pairs.losses).gradient(pairs.gradient);
      tasks.add(
          task(Benchmarks.WIDTH, Map.of("loss", name, "bits", bits), loss, batch).over("pairs"));
    }
    return plan.rounds().measure(tasks);
  }

  private static Task task(String name, String kind, LongFunction<MemorySegment> memory) {
    BoxLoss loss = Losses.build(name, Backend.AUTO);
    Pairs pairs = new Pairs(SIZE);
    Batch batch =
        new Batch(like(pairs.prediction, memory), like(pairs.target, memory))
            .losses(memory.apply((long) SIZE * Float.BYTES))
            .gradient(like(pairs.gradient, memory));
    loss.warmUp(BoxFormat.XYXY);
    return task(Benchmarks.LAYOUT, Map.of("loss", name, "memory", kind), loss, batch);
  }

  private static Task task(
      String benchmark, Map<String, String> parameters, BoxLoss loss, Batch batch) {
    DoubleSupplier run = () -> loss.forwardBackward(batch);
    return new Task(
        benchmark, parameters, SIZE, run, Guard.compiled(run, () -> loss.usesVectors(batch, true)));
  }

  /** The same boxes in other memory, with planes at distances that are no multiple of a page. */
  private static Boxes like(Boxes boxes, LongFunction<MemorySegment> memory) {
    long stride = boxes.planeStride();
    MemorySegment copy = memory.apply(stride * COORDINATES);
    for (int k = 0; k < COORDINATES; k++) {
      MemorySegment.copy(boxes.segment(), k * stride, copy, k * stride, (long) SIZE * Float.BYTES);
    }
    return Boxes.wrap(copy, SIZE, stride, BoxFormat.XYXY);
  }
}
