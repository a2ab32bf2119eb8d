/**
 * Losses of class scores and of distributions over distances, with their gradients.
 *
 * <p>A {@link dev.jaccard.classification.ClassLoss} works on the logits of {@code anchors} anchors
 * and {@code classes} classes, which a {@link dev.jaccard.classification.ClassBatch} holds, with
 * every class a plane or every anchor a row ({@link dev.jaccard.classification.ClassLayout}).
 * Targets are dense, or sparse: the few elements that are not 0. The cross entropy over the softmax
 * of the classes takes a class for each anchor.
 *
 * <p>A {@link dev.jaccard.classification.DistributionLoss} works on the bins of the four distances
 * from an anchor point to the sides of a box: the distribution focal loss, the expected distances
 * and the gradients of both, in one call where both are wanted. {@link
 * dev.jaccard.classification.DistanceBoxes} turns distances into boxes and back.
 *
 * <p>All vectors, scalars and thread counts give the same bits, and so do dense and sparse targets
 * of finite logits. Nothing is copied but what does not lie outside the heap in memory that every
 * thread may read. A softmax sums rows and planes in different orders.
 */
package dev.jaccard.classification;
