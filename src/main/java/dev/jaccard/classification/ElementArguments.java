package dev.jaccard.classification;

import dev.jaccard.kernel.Argument;
import dev.jaccard.kernel.ScoreProgram;
import dev.jaccard.lower.Program;
import dev.jaccard.scoreloss.ScoreTerms;

/** The arguments of an elementwise kernel by name, and in the order of a program. */
final class ElementArguments {
  final Argument logit = new Argument();
  final Argument target = new Argument();
  final Argument weight = new Argument();
  final Argument loss = new Argument();
  final Argument gradient = new Argument();
  private Program program;
  private Argument[] bound;

  /** Sets all of them to what a batch has from an element on. */
  void set(ClassBatch batch, long firstElement, boolean backward) {
    long offset = firstElement * Float.BYTES;
    logit.set(batch.logits(), offset, 0);
    target.set(batch.targets(), offset, 0);
    weight.set(batch.elementWeights(), offset, 0);
    loss.set(batch.losses(), offset, 0);
    gradient.set(backward ? batch.gradient() : null, offset, 0);
  }

  /** These in the order of a program. */
  Argument[] of(Program wanted) {
    if (wanted != program) {
      bound = wanted.arguments().stream().map(this::named).toArray(Argument[]::new);
      program = wanted;
    }
    return bound;
  }

  private Argument named(String name) {
    return switch (name) {
      case ScoreTerms.LOGIT -> logit;
      case ScoreTerms.TARGET -> target;
      case ScoreProgram.WEIGHT -> weight;
      case ScoreProgram.LOSS -> loss;
      default -> gradient;
    };
  }
}
