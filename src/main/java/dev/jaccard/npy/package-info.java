/**
 * NumPy's {@code .npy} files: one array per file, read into and written from memory segments.
 *
 * <p>{@link dev.jaccard.npy.NpyFile} reads format versions 1.0, 2.0 and 3.0 and writes 1.0, byte
 * for byte what {@code numpy.save} writes. Arrays are of any shape, in C order, of the
 * little-endian types of {@link dev.jaccard.npy.NpyType}; everything else is refused with an {@link
 * dev.jaccard.npy.NpyException} that names the file and what to do.
 *
 * <pre>{@code
 * NpyArray rows = NpyFile.read(Path.of("boxes.npy"), arena); // shape (n, 4), float32 or float64
 * Boxes boxes =
 *     Boxes.fromInterleaved(arena, rows.toFloat32(arena), (int) rows.shape()[0], BoxFormat.XYXY);
 * }</pre>
 *
 * <p>The format: NumPy's {@code numpy.lib.format}.
 */
package dev.jaccard.npy;
