package dev.jaccard.bench;

import dev.jaccard.bench.limits.MemoryKernels;
import dev.jaccard.bench.measure.Task;
import dev.jaccard.bench.measure.Timings;
import dev.jaccard.bench.peers.JaccardPeer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Time per pair against the number of pairs, beside the memory kernel. */
final class Curves {
  private Curves() {}

  static Timings measure(SuitePlan plan) {
    JaccardPeer jaccard = new JaccardPeer(1);
    MemoryKernels memory = new MemoryKernels();
    Timings results = Timings.NONE;
    for (int size : plan.curveSizes()) {
      Pairs pairs = new Pairs(size);
      List<Task> tasks = new ArrayList<>();
      Task moving = memory.task(Losses.program(plan.curveLosses().getFirst(), true), pairs);
      tasks.add(named(moving, "(memory)", size));
      for (String loss : plan.curveLosses()) {
        jaccard
            .call(loss, true, pairs)
            .ifPresent(call ->
                tasks.add(
                    named(new Task("", Map.of(), size, call.run(), call.guard()), loss, size)));
      }
      if (results == Timings.NONE) {
        // the shortest calls show best what is not compiled yet of the way to the loop
        plan.rounds().measure(tasks);
      }
      results = results.and(plan.rounds().measure(tasks));
    }
    return results;
  }

  private static Task named(Task task, String loss, int size) {
    return new Task(
            Benchmarks.CURVE,
            new TreeMap<>(Map.of("loss", loss, "pairs", Integer.toString(size))),
            task.operations(),
            task.run(),
            task.guard())
        .over("pairs");
  }
}
