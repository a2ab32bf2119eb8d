package dev.jaccard.bench.peers;

import dev.jaccard.bench.Losses;
import dev.jaccard.bench.Pairs;
import dev.jaccard.bench.measure.Guard;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** The C compiler's code of the same program, the sum of the losses included. */
public final class CPeer implements Peer {
  private final CCompiler compiler;
  private final CMode mode;

  /**
   * The compiler in one of its modes.
   *
   * @param compiler the compiler
   * @param mode how it compiles
   */
  public CPeer(CCompiler compiler, CMode mode) {
    this.compiler = compiler;
    this.mode = mode;
  }

  @Override
  public String label() {
    return mode.label();
  }

  @Override
  public Optional<PeerCall> call(String loss, boolean gradient, Pairs pairs) {
    long count = pairs.prediction.count();
    DoubleSupplier run =
        new CKernel(Losses.program(loss, gradient), compiler, mode)
            .call(pairs::plane, new float[0], count);
    return Optional.of(new PeerCall(run, Guard.NONE));
  }
}
