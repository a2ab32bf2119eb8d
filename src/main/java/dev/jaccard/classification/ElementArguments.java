package dev.jaccard.classification;

import dev.jaccard.kernel.Argument;
import dev.jaccard.kernel.ScoreProgram;
import dev.jaccard.lower.Program;
import dev.jaccard.pass.NamedArguments;
import dev.jaccard.scoreloss.ScoreTerms;

/** The arguments of elementwise kernels by name, and in the order of a program. */
final class ElementArguments {
  private final NamedArguments named = new NamedArguments();
  final Argument logit = named.get(ScoreTerms.LOGIT);
  final Argument target = named.get(ScoreTerms.TARGET);
  final Argument weight = named.get(ScoreProgram.WEIGHT);
  final Argument loss = named.get(ScoreProgram.LOSS);
  final Argument gradient = named.get(ScoreProgram.GRADIENT);

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
  Argument[] of(Program program) {
    return named.of(program);
  }
}
