package dev.jaccard.emit;

import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The one float species of this JVM and what goes with it, as constants that C2 trusts. A second
 * species would spoil the type profiles that all FloatVector code shares.
 *
 * <p>{@code -Djaccard.vector.bits=128|256|512} chooses it; the default is what the CPU prefers.
 * Only to be touched where {@link VectorSupport#available()}.
 */
public final class Lanes {
  /** The float species. */
  public static final VectorSpecies<Float> SPECIES = choose();

  /** The int species of the same shape. */
  public static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, SPECIES.vectorShape());

  /** The floats in a vector. */
  public static final int COUNT = SPECIES.length();

  /** The byte order of all memory. */
  public static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private Lanes() {}

  private static VectorSpecies<Float> choose() {
    String bits = System.getProperty("jaccard.vector.bits");
    if (bits == null) {
      return FloatVector.SPECIES_PREFERRED;
    }
    VectorShape shape =
        switch (bits) {
          case "128" -> VectorShape.S_128_BIT;
          case "256" -> VectorShape.S_256_BIT;
          case "512" -> VectorShape.S_512_BIT;
          default ->
              throw new IllegalArgumentException(
                  "jaccard.vector.bits is '" + bits + "' but must be 128, 256 or 512");
        };
    if (shape.vectorBitSize() > VectorShape.preferredShape().vectorBitSize()) {
      throw new IllegalArgumentException(
          "jaccard.vector.bits is "
              + bits
              + " but this CPU has "
              + VectorShape.preferredShape().vectorBitSize());
    }
    return VectorSpecies.of(float.class, shape);
  }
}
