package dev.jaccard.bench;

import dev.jaccard.Backend;
import dev.jaccard.BoxFormat;
import dev.jaccard.BoxLoss;
import dev.jaccard.kernel.LossProgram;
import dev.jaccard.lower.Program;

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

  /**
   * The lowered program of a base loss, the one that its kernel runs.
   *
   * @param name its name
   * @param gradient whether the gradient is written too
   * @return the program, for XYXY
   */
  public static Program program(String name, boolean gradient) {
    return new LossProgram(gradient, false, false, false)
        .of(name, build(name, Backend.AUTO).expression(BoxFormat.XYXY));
  }
}
