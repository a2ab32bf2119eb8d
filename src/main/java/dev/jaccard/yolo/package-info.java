/**
 * YOLO heads: from a model's raw output tensor to detections in the image.
 *
 * <p>{@link dev.jaccard.yolo.Head} says what the output holds, {@link dev.jaccard.yolo.Tensor}
 * where it lies (an engine's buffer, without a copy), {@link dev.jaccard.yolo.Letterbox} how the
 * image was fitted into the network's input, {@link dev.jaccard.yolo.Decoder} which thresholds and
 * which suppression apply. {@link dev.jaccard.yolo.Detections} receives the result.
 *
 * <pre>{@code
 * Decoder decoder = Decoder.builder(Head.yolov8(80)).confidence(0.25f).iou(0.65f).build();
 * Detections found = Detections.allocate(arena, 300);
 * Letterbox letterbox = Letterbox.centered(image.getWidth(), image.getHeight(), 640, 640);
 * decoder.decode(Tensor.of(output.getFloatBuffer(), 1, 84, 8400), letterbox, found);
 * for (int i = 0; i < found.count(); i++) {
 *   draw(found.corner(i, 0), found.corner(i, 1), found.corner(i, 2), found.corner(i, 3));
 * }
 * }</pre>
 *
 * <p>Most of the time goes into finding the few anchors whose score is above the threshold; that is
 * done by vectors. Everything else happens to survivors only.
 */
package dev.jaccard.yolo;
