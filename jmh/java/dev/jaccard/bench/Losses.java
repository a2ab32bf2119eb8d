package dev.jaccard.bench;

import dev.jaccard.Backend;
import dev.jaccard.BoxLoss;

/** The losses as they are benchmarked. */
public final class Losses {
  private static final double IMAGE = 640;

  private Losses() {}

  /**
   * A base loss with its defaults.
   *
   * @param name its name
   * @param backend the backend
   * @return the loss
   */
  public static BoxLoss build(String name, Backend backend) {
    BoxLoss.Builder builder = BoxLoss.builder(name).backend(backend);
    if (name.equals("mpdiou")) {
      builder.param("width", IMAGE).param("height", IMAGE);
    }
    return builder.build();
  }
}
