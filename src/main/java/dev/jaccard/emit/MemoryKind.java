package dev.jaccard.emit;

/** What a loop's arguments lie in; a loop that saw both would be slow for both. */
public enum MemoryKind {
  /** Memory segments outside the heap. */
  SEGMENTS,
  /** Java arrays of floats. */
  ARRAYS
}
