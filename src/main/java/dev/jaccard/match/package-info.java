/**
 * What inference engines do with many boxes: compare each with each, and drop duplicates.
 *
 * <p>{@link dev.jaccard.match.Pairwise}: the similarity of every pair of two sets of boxes, of the
 * same definitions as the losses, as a matrix, or what is found in it (best matches, pairs above a
 * threshold, the top of each row) without the matrix.
 *
 * <p>{@link dev.jaccard.match.Nms}: greedy suppression with torchvision's semantics, DIoU-NMS, fast
 * NMS, Soft-NMS and matrix NMS; {@link dev.jaccard.match.BoxFusion}: weighted boxes fusion. They
 * work in a {@link dev.jaccard.match.NmsWorkspace} that is used again and again.
 *
 * <pre>{@code
 * NmsWorkspace workspace = new NmsWorkspace();
 * int count = Nms.greedy(0.65).apply(boxes, scores, classes, kept, workspace);
 * }</pre>
 */
package dev.jaccard.match;
