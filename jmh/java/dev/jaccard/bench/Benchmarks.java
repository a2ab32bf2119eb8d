package dev.jaccard.bench;

import dev.jaccard.bench.peers.Peer;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The names in the suite's results. */
public final class Benchmarks {
  /** Losses only. */
  public static final String FORWARD = "forward";

  /** Losses and gradients. */
  public static final String BOTH = "forwardBackward";

  /** The memory kernel with some planes read and some written. */
  public static final String MEMORY = "memory";

  /** One vector operation, in short and long chains. */
  public static final String OPERATION = "operation";

  /** Forward and backward over other kinds of memory. */
  public static final String LAYOUT = "layout";

  /** Forward and backward at other vector widths. */
  public static final String WIDTH = "width";

  /** Forward and backward, or the memory kernel, from few pairs to many. */
  public static final String CURVE = "curve";

  /** Losses of scores and distances, forward and backward, by the logit. */
  public static final String SCORES = "scores";

  /** Similarities of all pairs of two sets, by the pair. */
  public static final String PAIRS = "pairwise";

  /** Greedy suppression, by the call. */
  public static final String SUPPRESSION = "suppression";

  /** From a head's output to detections, by the call. */
  public static final String DECODING = "decoding";

  /** The parameter of who computes. */
  public static final String PEER = "peer";

  /** The peer that is this library. */
  public static final String OURS = "jaccard";

  /** From the start of {@code main} to the first result, in a fresh JVM. */
  public static final String FIRST = "coldStart.first";

  /** From the start of {@code main} until calls are as fast as they ever get. */
  public static final String STEADY = "coldStart.steady";

  /** The figure of allocated bytes per call. */
  public static final String ALLOCATED = "bytesPerCall";

  /** The figure of the largest error of a loss. */
  public static final String LOSS_ERROR = "lossError";

  /** The figure of the largest error of a gradient. */
  public static final String GRADIENT_ERROR = "gradientError";

  private Benchmarks() {}

  /** The parameters of a peer's measurement. */
  static SortedMap<String, String> parameters(String loss, Peer peer, int pairs) {
    return new TreeMap<>(
        Map.of(
            "loss",
            loss,
            "peer",
            peer.label(),
            "threads",
            Integer.toString(peer.threads()),
            "pairs",
            Integer.toString(pairs)));
  }
}
