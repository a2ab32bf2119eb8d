package dev.jaccard.emit;

/** How a program is turned into bytecode. */
public enum Reading {
  /** Vectors of the JVM's float species. */
  VECTOR,
  /** One pair at a time, in floats. */
  SCALAR
}
