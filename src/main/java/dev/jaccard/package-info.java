/**
 * SIMD kernels of detection losses: boxes in, losses and gradients out.
 *
 * <p>{@link dev.jaccard.Boxes} holds n boxes as four planes of floats in memory that the caller
 * owns. {@link dev.jaccard.BoxLoss} is a loss of the catalogue ({@link dev.jaccard.loss.Catalog})
 * or one of your own, compiled with its gradient to one loop. {@link dev.jaccard.Batch} says what a
 * call reads and writes beyond the usual: weights, a normalizer, gradients of the target, threads.
 *
 * <pre>{@code
 * try (Arena arena = Arena.ofShared()) {
 *   Boxes prediction = Boxes.fromInterleaved(arena, predictions, n, BoxFormat.XYXY);
 *   Boxes target = Boxes.fromInterleaved(arena, targets, n, BoxFormat.XYXY);
 *   Boxes gradient = Boxes.allocate(arena, n, BoxFormat.XYXY);
 *   double loss = BoxLoss.of("ciou").forwardBackward(prediction, target, null, gradient);
 * }
 * }</pre>
 *
 * <p>Results have the same bits at every vector width, in the scalar reading and for any number of
 * threads. Run java with {@code --add-modules jdk.incubator.vector}; without it, the scalar reading
 * runs.
 */
package dev.jaccard;
