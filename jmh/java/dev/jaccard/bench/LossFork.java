package dev.jaccard.bench;

import dev.jaccard.Backend;
import dev.jaccard.bench.limits.MemoryKernels;
import dev.jaccard.bench.measure.Allocation;
import dev.jaccard.bench.measure.Deviation;
import dev.jaccard.bench.measure.Task;
import dev.jaccard.bench.measure.Timings;
import dev.jaccard.bench.peers.ArraysPeer;
import dev.jaccard.bench.peers.CCompiler;
import dev.jaccard.bench.peers.CPeer;
import dev.jaccard.bench.peers.JaccardPeer;
import dev.jaccard.bench.peers.Peer;
import dev.jaccard.bench.peers.PeerCall;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Every loss by every peer, the memory kernels and the single operations, in one JVM. A peer's
 * results are compared with the double reference before it is timed.
 */
final class LossFork {
  /** Where a result is wrong and not merely rounded. */
  private static final double WRONG = 1e-2;

  private static final int COMPARED = 8192;

  /** Fewer pairs are not worth a second thread. */
  static final int SHARED_FROM = 1 << 17;

  private final SuitePlan plan;
  private final MemoryKernels memory = new MemoryKernels();

  LossFork(SuitePlan plan) {
    this.plan = plan;
  }

  Timings measure() {
    Timings results = Timings.NONE;
    List<Peer> peers = peers();
    for (int size : plan.sizes()) {
      results = results.and(plan.rounds().measure(tasks(peers, size)));
    }
    return results;
  }

  private List<Peer> peers() {
    List<Peer> peers = new ArrayList<>(List.of(new JaccardPeer(1)));
    int cores = Runtime.getRuntime().availableProcessors();
    if (cores > 1) {
      peers.add(new JaccardPeer(cores));
    }
    CCompiler.find()
        .ifPresentOrElse(
            compiler ->
                plan.modes().stream()
                    .sorted()
                    .filter(mode -> mode.isPossible())
                    .forEach(mode -> peers.add(new CPeer(compiler, mode))),
            () -> System.err.println("no C compiler (gcc or cc) on the path: no C peer"));
    peers.add(new ArraysPeer(false));
    peers.add(new ArraysPeer(true));
    peers.addAll(Services.found(Peer.class));
    return peers;
  }

  private List<Task> tasks(List<Peer> peers, int size) {
    Pairs pairs = new Pairs(size);
    // those over the same planes one after the other: none drives another's out of the caches
    SequencedMap<String, Task> shared = new LinkedHashMap<>();
    SequencedMap<String, Task> others = new LinkedHashMap<>();
    for (boolean gradient : List.of(false, true)) {
      String planes = gradient ? "all planes" : "planes without gradients";
      for (String loss : gradient ? SuitePlan.losses() : plan.forwardLosses()) {
        Task moving = memory.task(Losses.program(loss, gradient), pairs).over(planes);
        shared.putIfAbsent(moving.name(), moving);
        for (Peer peer : peers) {
          if (peer.threads() > 1 && size < SHARED_FROM) {
            continue;
          }
          peer.call(loss, gradient, pairs)
              .ifPresent(call -> {
                Task task = task(peer, loss, gradient, pairs, call);
                if (call.own()) {
                  others.put(task.name(), task);
                } else {
                  shared.put(task.name(), task.over(planes));
                }
              });
        }
      }
    }
    List<Task> tasks = new ArrayList<>(shared.values());
    tasks.addAll(others.values());
    return tasks;
  }

  private static Task task(Peer peer, String loss, boolean gradient, Pairs pairs, PeerCall call) {
    int count = pairs.prediction.count();
    SortedMap<String, Double> figures = new TreeMap<>();
    compare(peer, loss, gradient, pairs, call, figures);
    if (peer instanceof JaccardPeer) {
      figures.put(Benchmarks.ALLOCATED, Allocation.bytesPerCall(call.run()));
    }
    Task task =
        new Task(
            gradient ? Benchmarks.BOTH : Benchmarks.FORWARD,
            Benchmarks.parameters(loss, peer, count),
            count,
            call.run(),
            call.guard());
    task.figures().putAll(figures);
    return task;
  }

  private static void compare(
      Peer peer,
      String loss,
      boolean gradient,
      Pairs pairs,
      PeerCall call,
      SortedMap<String, Double> figures) {
    int count = Math.min(COMPARED, pairs.prediction.count());
    // so that what is not written is found wrong
    pairs.losses.fill((byte) -1);
    pairs.gradient.segment().fill((byte) -1);
    call.run().getAsDouble();
    call.show().run();
    double[] worst = new double[2];
    new Deviation(Losses.build(loss, Backend.AUTO))
        .compare(
            pairs.prediction,
            pairs.target,
            pairs.losses,
            gradient ? pairs.gradient : null,
            count,
            (side, lossError, slopeError) -> {
              worst[0] = Math.max(worst[0], lossError);
              worst[1] = Math.max(worst[1], slopeError);
            });
    // NaN is wrong, too
    if (!(worst[0] < WRONG && worst[1] < WRONG)) {
      throw new IllegalStateException(
          peer.label()
              + " has "
              + loss
              + " wrong by "
              + worst[0]
              + ", its gradient by "
              + worst[1]
              + "; first loss "
              + pairs.losses.getAtIndex(ValueLayout.JAVA_FLOAT, 0));
    }
    figures.put(Benchmarks.LOSS_ERROR, worst[0]);
    if (gradient) {
      figures.put(Benchmarks.GRADIENT_ERROR, worst[1]);
    }
  }
}
