/**
 * The oracle: every loss of the catalogues in scalar double, with gradients derived by hand.
 *
 * <p>{@link dev.jaccard.reference.ReferenceLoss} has the losses of boxes, {@link
 * dev.jaccard.reference.ElementReference} and {@link dev.jaccard.reference.SoftmaxReference} those
 * of scores and distances. They are meant to be read as the specification of the library's numbers
 * and to be compared with: nothing here is generated, and no code is shared with the compiler that
 * makes the fast kernels. The package imports nothing of the project but {@link
 * dev.jaccard.BoxFormat}.
 *
 * <h2>How a loss of boxes is computed</h2>
 *
 * <ol>
 *   <li>{@code Corners} turns the caller's format into the eight corners x1 y1 x2 y2 of the
 *       prediction and x1g y1g x2g y2g of the target, and at the end the gradient of corners and
 *       sizes into the gradient of that format.
 *   <li>{@code Pair} derives the geometry from the corners: sizes w h wg hg, the smallest enclosing
 *       box cw ch, the centre offset dx dy, and {@code Overlap}: intersection I, union U and {@code
 *       J = 1 - IoU}.
 *   <li>{@code OverlapTerm} applies the modifiers of the IoU: inner, focaler, alpha. The result is
 *       {@code G}, one minus the modified IoU.
 *   <li>A {@code BaseLoss}, one class per row of the catalogue, adds its penalties and writes the
 *       partial derivatives with respect to those geometric quantities into {@code Partials}.
 *   <li>The focal weight scales them; {@code Pair} and {@code Overlap} pull them back to corners
 *       and sizes.
 * </ol>
 *
 * <h2>Rules at the edges</h2>
 *
 * <p>A size that would be negative counts as 0. Of a box given by its corners the corners stay as
 * they are, and the enclosing width is the sum of the sizes less the signed overlap of the corners:
 * {@code U <= C} and {@code rho2 <= c2} hold for inverted boxes too. A negative size that the
 * format itself gives is 0 before corners are made. Where two edges are equal, min and max give
 * half of the gradient to each; abs and sqrt have derivative 0 at 0; a clamp passes the gradient at
 * its bounds. Differences that cannot be negative, {@code U - I} and {@code C - U}, are kept from
 * rounding below 0, and their gradient does not depend on how they were rounded; only yolo's {@code
 * C - U}, with padded heights, has a sign. A NaN or infinite coordinate makes the loss and every
 * gradient component NaN; coordinates up to 1e9 in magnitude give finite results for every kind of
 * box.
 *
 * <h2>Conventions</h2>
 *
 * <p>{@code paper}, the default, follows the papers and adds eps (1e-16) to denominators only.
 * {@code yolo} reproduces the {@code bbox_iou} function that YOLO forks copy from each other, with
 * eps (1e-7) where that function has it.
 */
package dev.jaccard.reference;
