package dev.jaccard;

/** How a loss is computed. All but {@link #REFERENCE} give the same bits. */
public enum Backend {
  /** Vectors as soon as they are compiled, scalars before; scalars without the Vector API. */
  AUTO,
  /** Vectors from the first call on, even while they are slow. */
  VECTOR,
  /** One pair at a time, in floats. */
  SCALAR,
  /** The double reference, rounded to float: slow, independent of the compiler. */
  REFERENCE
}
