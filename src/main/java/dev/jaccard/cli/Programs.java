package dev.jaccard.cli;

import dev.jaccard.Backend;
import dev.jaccard.BoxFormat;
import dev.jaccard.BoxLoss;
import dev.jaccard.kernel.LossProgram;
import dev.jaccard.loss.CatalogEntry;
import dev.jaccard.loss.Parameter;
import dev.jaccard.lower.Program;

/** Losses and their programs, for commands that describe and measure them. */
final class Programs {
  /** For a parameter without a default. */
  private static final double SOME_SIZE = 640;

  private static final LossProgram FORWARD = new LossProgram(false, false, false, false);
  private static final LossProgram BOTH = new LossProgram(true, false, false, false);

  private Programs() {}

  /** A loss of the catalogue with its defaults, and some value where it has none. */
  static BoxLoss withDefaults(CatalogEntry entry, Backend backend) {
    BoxLoss.Builder builder = BoxLoss.builder(entry.name()).backend(backend);
    for (Parameter parameter : entry.parameters()) {
      if (parameter.required() && !parameter.name().equals("eps")) {
        builder.param(parameter.name(), SOME_SIZE);
      }
    }
    return builder.build();
  }

  /** What is written by the forward pass, or by both passes. */
  static LossProgram passes(boolean backward) {
    return backward ? BOTH : FORWARD;
  }

  /** The lowered program of the forward pass, or of both passes. */
  static Program of(BoxLoss loss, BoxFormat format, boolean backward) {
    return passes(backward)
        .of(loss + (backward ? ", forward and backward" : ", forward"), loss.expression(format));
  }
}
