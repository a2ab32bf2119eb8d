/**
 * The command line: {@code java -jar target/jaccard-cli.jar COMMAND}.
 *
 * <ul>
 *   <li>{@code info}: CPU, JDK, vectors, backend;
 *   <li>{@code losses}: the catalogue with what each loss costs;
 *   <li>{@code explain NAME}: expression, derived gradient, operations, emitted loop, bounds;
 *   <li>{@code loss NAME --pred P.npy --target T.npy}: a loss and its gradient from file to file;
 *   <li>{@code classify NAME --logits X.npy --target T.npy}: a loss of class scores;
 *   <li>{@code dfl --logits X.npy --target D.npy}: the distribution focal loss, and distances;
 *   <li>{@code pairwise NAME --a A.npy --b B.npy}: the similarity of every pair of two sets;
 *   <li>{@code nms --boxes B.npy --scores S.npy}: which boxes a suppression keeps;
 *   <li>{@code decode --head NAME --input OUT.npy}: detections from a YOLO model's output;
 *   <li>{@code experiment}: gradient descent on boxes, as papers compare losses;
 *   <li>{@code bench}: how fast this machine is, and what became slower from one run of the
 *       benchmark suite to another.
 * </ul>
 *
 * <p>Every command has {@code --help} with an example. The exit status is 0 for success, 1 for a
 * failure (a file that is missing or malformed, arrays that do not fit) and 2 for wrong usage
 * (unknown names, values out of their range). An error is one sentence on standard error, with
 * {@code --debug} followed by a stack trace. Output files appear complete and together, or not at
 * all.
 *
 * <h2>Starting</h2>
 *
 * <p>{@link dev.jaccard.cli.Main} starts itself again where java was not given the vector module;
 * {@code Restart} says how. Where there is no such module, or no second JVM comes up, the program
 * runs with the scalar readings of the kernels. Only the command that is called is built.
 *
 * <h2>How {@code loss} computes</h2>
 *
 * <p>{@code LossInputs} reads and checks the arrays (with {@code InputArrays}, as all commands do).
 * {@code FloatRun} computes with the library's kernels, {@code DoubleRun} with the reference in
 * double from file to file. A single run of fewer than two million pairs takes the scalar loop over
 * float arrays: it is done before C2 has compiled vectors, and no bit differs. {@code OutputFiles}
 * publishes what was computed.
 */
package dev.jaccard.cli;
