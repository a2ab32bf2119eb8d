#!/usr/bin/env python3
"""Box losses in PyTorch, eager and compiled, for the benchmark suite's report.

Inputs and reference results come from the suite, so that all peers compute the same pairs:

    ./mvnw -q -Pjmh -Djmh.main=dev.jaccard.bench.PeerInputs -Dargs='target/peer-inputs'
    python3 jmh/python/peers.py target/peer-inputs target/pytorch.json
    ./mvnw -q -Pjmh -Djmh.main=dev.jaccard.bench.Suite -Dargs='--quick --peers target/pytorch.json'

Needs numpy and PyTorch 2 or newer. With --dry-run only numpy: the losses are computed in numpy by the same functions, forward only,
compared with the reference, and nothing is timed. Results are compared first in any case; a benchmark of wrong numbers is worthless.
"""

import argparse
import json
import math
import pathlib
import sys
import time

import numpy

EPSILON = 1e-9
THETA = 4
WRONG = 1e-2
LEAST_SLOPE = 0.1


class Sides:
    """What most losses need of two boxes; xp is torch or numpy."""

    def __init__(self, xp, prediction, target):
        px1, py1, px2, py2 = (prediction[:, k] for k in range(4))
        tx1, ty1, tx2, ty2 = (target[:, k] for k in range(4))
        self.xp = xp
        self.w, self.h = px2 - px1, py2 - py1
        self.wg, self.hg = tx2 - tx1, ty2 - ty1
        overlap_x = xp.minimum(px2, tx2) - xp.maximum(px1, tx1)
        overlap_y = xp.minimum(py2, ty2) - xp.maximum(py1, ty1)
        intersection = at_least_zero(overlap_x) * at_least_zero(overlap_y)
        self.union = self.w * self.h + self.wg * self.hg - intersection + EPSILON
        self.iou = intersection / self.union
        self.cw = xp.maximum(px2, tx2) - xp.minimum(px1, tx1)
        self.ch = xp.maximum(py2, ty2) - xp.minimum(py1, ty1)
        self.dx = (tx1 + tx2 - px1 - px2) / 2
        self.dy = (ty1 + ty2 - py1 - py2) / 2

    def distance(self):
        return self.dx**2 + self.dy**2

    def diagonal(self):
        return self.cw**2 + self.ch**2 + EPSILON

    def pull(self):
        return self.distance() / self.diagonal()


def at_least_zero(x):
    return x.clip(0) if isinstance(x, numpy.ndarray) else x.clamp(min=0)


def detached(x):
    return x if isinstance(x, numpy.ndarray) else x.detach()


def arctangent(xp, x):
    return xp.arctan(x)


def iou(s):
    return 1 - s.iou


def giou(s):
    enclosing = s.cw * s.ch + EPSILON
    return 1 - s.iou + (enclosing - s.union) / enclosing


def diou(s):
    return 1 - s.iou + s.pull()


def ciou(s):
    turn = arctangent(s.xp, s.wg / s.hg) - arctangent(s.xp, s.w / s.h)
    v = 4 / math.pi**2 * turn**2
    alpha = detached(v / (1 - s.iou + v + EPSILON))
    return 1 - s.iou + s.pull() + alpha * v


def eiou(s):
    width = (s.wg - s.w) ** 2 / (s.cw**2 + EPSILON)
    height = (s.hg - s.h) ** 2 / (s.ch**2 + EPSILON)
    return 1 - s.iou + s.pull() + width + height


def siou(s):
    xp = s.xp
    steepness = 2 * xp.abs(s.dx * s.dy) / (s.distance() + EPSILON) - 2
    distance = 2 - xp.exp(steepness * (s.dx / s.cw) ** 2) - xp.exp(steepness * (s.dy / s.ch) ** 2)
    shape = shape_cost(xp, s.w, s.wg) + shape_cost(xp, s.h, s.hg)
    return 1 - s.iou + (distance + shape) / 2


def shape_cost(xp, size, target_size):
    return (1 - xp.exp(-xp.abs(target_size - size) / xp.maximum(size, target_size))) ** THETA


def wiou(s):
    return s.xp.exp(s.distance() / detached(s.diagonal())) * (1 - s.iou)


LOSSES = {f.__name__: f for f in (iou, giou, diou, ciou, eiou, siou, wiou)}


def errors(folder, name, prediction, losses, gradient):
    """The largest errors of the pairs that there are references for, as the suite defines them."""
    expected = numpy.load(folder / f"{name}-loss.npy")
    count = len(expected)
    loss = numpy.abs(losses[:count] - expected) / numpy.maximum(1, numpy.abs(expected))
    result = {"lossError": float(loss.max())}
    if gradient is not None:
        slopes = numpy.load(folder / f"{name}-gradient.npy")
        boxes = prediction[:count].astype(numpy.float64)
        size = numpy.minimum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
        largest = numpy.maximum(numpy.abs(slopes).max(axis=1), LEAST_SLOPE / size)
        result["gradientError"] = float((numpy.abs(gradient[:count] - slopes).max(axis=1) / largest).max())
    for figure, value in result.items():
        if not value < WRONG:
            sys.exit(f"{name} is wrong: {figure} is {value}")
    return result


def entry(benchmark, name, peer, threads, pairs, times, figures, version):
    """An entry of JMH's JSON."""
    return {
        "benchmark": benchmark,
        "mode": "avgt",
        "threads": threads,
        "forks": 1,
        "jdkVersion": version,
        "params": {"loss": name, "peer": peer, "threads": str(threads), "pairs": str(pairs)},
        "primaryMetric": {"score": sorted(times)[len(times) // 2], "scoreError": "NaN", "scoreUnit": "ns/op", "rawData": [times]},
        "secondaryMetrics": {k: {"score": v, "scoreError": "NaN", "scoreUnit": "", "rawData": []} for k, v in figures.items()},
    }


def timed(call, pairs, rounds, seconds):
    """Nanoseconds per pair of each round."""
    call()
    start = time.perf_counter()
    call()
    once = max(time.perf_counter() - start, 1e-7)
    calls = max(1, int(seconds / rounds / once))
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(calls):
            call()
        times.append((time.perf_counter() - start) / calls / pairs * 1e9)
    return times


def measure(torch, folder, pairs, threads, options):
    torch.set_num_threads(threads)
    boxes = numpy.load(folder / f"prediction-{pairs}.npy")
    prediction = torch.from_numpy(boxes.copy())
    target = torch.from_numpy(numpy.load(folder / f"target-{pairs}.npy"))
    version = f"PyTorch {torch.__version__}"
    for name, loss in LOSSES.items():

        def total(p, t, loss=loss):
            losses = loss(Sides(torch, p, t))
            return losses.sum(), losses

        variants = {"python-eager": total}
        if not options.no_compile:
            # All losses share the code of total: without a reset PyTorch gives up after eight of them and runs them eagerly.
            torch._dynamo.reset()
            variants["python-compiled"] = torch.compile(total, fullgraph=True, dynamic=False)
        for peer, function in variants.items():
            leaf = prediction.clone().requires_grad_(True)

            def forward(function=function):
                with torch.no_grad():
                    return function(prediction, target)

            def both(function=function, leaf=leaf):
                leaf.grad = None
                value, losses = function(leaf, target)
                value.backward()
                return losses

            losses = both().detach().numpy()
            figures = errors(folder, name, boxes, losses, leaf.grad.numpy())
            for benchmark, call in (("forwardBackward", both), ("forward", forward)):
                times = timed(call, pairs, options.rounds, options.seconds)
                print(f"{benchmark} {name} {peer} {threads} threads, {pairs} pairs: {sorted(times)[len(times) // 2]:.2f} ns", flush=True)
                shown = figures if benchmark == "forwardBackward" else {"lossError": figures["lossError"]}
                yield entry(benchmark, name, peer, threads, pairs, times, shown, version)


def dry_run(folder, sizes):
    for pairs in sizes:
        boxes = numpy.load(folder / f"prediction-{pairs}.npy")
        target = numpy.load(folder / f"target-{pairs}.npy")
        for name, loss in LOSSES.items():
            losses = loss(Sides(numpy, boxes, target))
            print(f"{name}, {pairs} pairs: {errors(folder, name, boxes, losses, None)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inputs", type=pathlib.Path, help="the folder that PeerInputs wrote")
    parser.add_argument("output", type=pathlib.Path, nargs="?", help="the JSON to write")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--seconds", type=float, default=1.5, help="for each measurement")
    parser.add_argument("--no-compile", action="store_true", help="leave torch.compile out")
    parser.add_argument("--dry-run", action="store_true", help="compare in numpy, time nothing")
    options = parser.parse_args()
    sizes = sorted(int(path.stem.split("-")[1]) for path in options.inputs.glob("prediction-*.npy"))
    if not sizes:
        sys.exit(f"{options.inputs} has no prediction-*.npy: write them with PeerInputs")
    if options.dry_run:
        dry_run(options.inputs, sizes)
        return
    if options.output is None:
        parser.error("the JSON to write is missing")
    import torch

    entries = []
    for pairs in sizes:
        for threads in options.threads:
            entries.extend(measure(torch, options.inputs, pairs, threads, options))
    options.output.write_text(json.dumps(entries, indent=1) + "\n")


if __name__ == "__main__":
    main()
