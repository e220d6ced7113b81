#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes this folder's model and data: spoken and written digits, one network.

    train.py [--output DIR]     make data, train, export, then check (8 minutes)
    train.py --check            only check the files that are here

Everything comes from packages. On Debian 12:

    apt-get install --no-install-recommends espeak-ng python3-torch \
        python3-sklearn python3-scipy python3-onnx python3-venv
    /usr/bin/python3 -m venv --system-site-packages VENV
    VENV/bin/pip install onnxruntime==1.31.1
    VENV/bin/python train.py

--check needs only numpy, onnx and onnxruntime. One thread, fixed seeds: the
same packages on the same kind of processor give the same bytes.
"""

import argparse
import io
import os
import pathlib
import subprocess
import time
import zipfile
from collections import OrderedDict

# Before numpy loads its BLAS: sums must not depend on the number of cores.
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

import numpy as np

SEED = 20250
CLASSES = 10
WORDS = "zero one two three four five six seven eight nine".split()
EPOCHS = 36
EPOCH_SAMPLES = 6000  # made afresh for each epoch
BATCH = 50
BRANCH_LOSS = 0.4  # weight of each branch's own loss
RAMP = 0.4  # part of the training in which the samples become harder
LEARNING_RATE = 2e-3
DROPOUT = 0.2
CALIB_SAMPLES, EVAL_SAMPLES, GOLDEN_SAMPLES = 64, 200, 8
TEST_SAMPLES = 4000  # not stored: a figure with less noise than eval.npz's

# Speech: eSpeak NG accents times timbres. No timbre is in both lists, so the
# evaluation hears voices that the training never heard. The accents are named
# by their voice files: a timbre behind an alias such as "en-gb" has no effect.
ACCENTS = [
    "gmw/en", "gmw/en-US", "gmw/en-GB-scotland",
    "gmw/en-GB-x-gbclan", "gmw/en-GB-x-rp", "gmw/en-GB-x-gbcwmd", "gmw/en-029",
]  # fmt: skip
TRAIN_TIMBRES = [
    "f1", "f3", "f4", "m1", "m2", "m4", "m5", "m7", "m8", "Alex", "Alicia",
    "Annie", "Denis", "Diogo", "Gene", "Henrique", "Hugo", "Lee", "Marco",
    "Mario", "Mike", "Storm", "Tweaky", "adam", "anika", "antonio", "belinda",
    "benjamin", "boris", "caleb", "croak", "david", "ed", "edward", "grandma",
    "gustave", "iven", "john", "linda", "marcelo", "max", "miguel", "norbert",
    "pablo", "quincy", "robert", "sandro", "steph", "victor", "zac",
]  # fmt: skip
TEST_TIMBRES = ["f2", "f5", "m3", "m6", "Andrea", "Michael", "paul", "travis"]
TRAIN_TAKES, TEST_TAKES = 1, 3  # of each word by each accent and timbre
SPOKEN_RATE = 22050  # what eSpeak NG writes

# Features: 44 frames x 13 coefficients of one second.
RATE = 8000
CLIP = 8000
WINDOW, HOP, FFT = 400, 176, 512
FRAMES = 1 + (CLIP - WINDOW) // HOP
MEL_BANDS, COEFFICIENTS = 40, 13
SNR_DB = (0.0, 15.0)

IMAGE = 32
PIXEL_SCALE = np.float32(1 / 255)


def generator(*key):
    """Returns the random generator of one use of randomness."""
    return np.random.default_rng(np.random.SeedSequence([SEED, *key]))


def say(word, voice, speed, pitch, amplitude):
    """Returns eSpeak NG's utterance of a word: float, 8 kHz, silence cut off."""
    from scipy.signal import resample_poly

    command = ["espeak-ng", "--stdout", "-v", voice, "-s", str(speed)]
    command += ["-p", str(pitch), "-a", str(amplitude), word]
    wave = subprocess.run(command, check=True, capture_output=True).stdout
    # A WAV whose header is 44 bytes and whose length fields are not filled in.
    samples = np.frombuffer(wave[44 : len(wave) & ~1], "<i2") / 32768.0
    samples = resample_poly(samples, RATE, SPOKEN_RATE)
    loud = np.flatnonzero(np.abs(samples) > 0.02 * np.abs(samples).max())
    return samples[loud[0] : loud[-1] + 1][: CLIP * 19 // 20].astype(np.float32)


def speech_bank(timbres, takes, rng):
    """Returns for each digit a list of utterances at random rates and pitches."""
    bank = [[] for _ in WORDS]
    for accent in ACCENTS:
        for timbre in timbres:
            for digit, word in enumerate(WORDS):
                for _ in range(takes):
                    speed, pitch = rng.integers(120, 240), rng.integers(20, 85)
                    amplitude = rng.integers(60, 180)
                    voice = f"{accent}+{timbre}"
                    bank[digit].append(say(word, voice, speed, pitch, amplitude))
    return bank


def mel_filters():
    """Returns MEL_BANDS triangles over the FFT's bins, 60 Hz to 3.9 kHz."""
    mel = np.linspace(*(1127 * np.log1p(np.array([60, 3900]) / 700)), MEL_BANDS + 2)
    edges = 700 * np.expm1(mel / 1127)
    bins = np.arange(FFT // 2 + 1) * RATE / FFT
    rising = (bins - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - bins) / (edges[2:] - edges[1:-1])[:, None]
    return np.maximum(0, np.minimum(rising, falling))


def cosine_basis():
    """Returns the orthonormal DCT-II's first rows, COEFFICIENTS x MEL_BANDS."""
    row = np.arange(COEFFICIENTS)[:, None]
    basis = np.cos(np.pi * row * (np.arange(MEL_BANDS) + 0.5) / MEL_BANDS)
    basis *= np.sqrt(2 / MEL_BANDS)
    basis[0] /= np.sqrt(2)
    return basis


def mfcc(clips):
    """Returns N x 1 x FRAMES x COEFFICIENTS of N x CLIP samples."""
    start = HOP * np.arange(FRAMES)[:, None]
    window = np.hanning(WINDOW + 1)[:-1]
    filters, basis = mel_filters().T, cosine_basis().T
    result = np.empty((len(clips), 1, FRAMES, COEFFICIENTS))
    for clip, out in zip(clips, result):
        frames = clip[start + np.arange(WINDOW)] * window
        power = np.abs(np.fft.rfft(frames, FFT)) ** 2
        out[0] = np.log(power @ filters + 1e-5) @ basis
    return result


def noise(bank, rng):
    """Returns one second of white, pink or babble noise at power 1."""
    kind = rng.integers(3)
    if kind == 0:
        result = rng.standard_normal(CLIP)
    elif kind == 1:
        spectrum = np.fft.rfft(rng.standard_normal(CLIP))
        result = np.fft.irfft(spectrum / np.sqrt(np.arange(len(spectrum)) + 10), CLIP)
    else:
        result = np.zeros(CLIP)
        for _ in range(12):
            words = bank[rng.integers(CLASSES)]
            word = words[rng.integers(len(words))]
            word = word / np.sqrt(np.mean(word**2))
            at = rng.integers(CLIP) + np.arange(len(word))
            result[at % CLIP] += word
    return result / np.sqrt(np.mean(result**2))


def record(digit, bank, hardness, rng):
    """Returns one noisy second in which the digit is said somewhere."""
    word = bank[digit][rng.integers(len(bank[digit]))]
    # A taller or smaller speaker: pitch, formants and rate move together.
    count = min(CLIP - 1, round(len(word) * rng.uniform(0.88, 1.14)))
    word = np.interp(np.linspace(0, len(word) - 1, count), np.arange(len(word)), word)
    power = np.mean(word**2)
    snr = rng.uniform(*SNR_DB) + 10 * (1 - hardness)
    clip = noise(bank, rng) * np.sqrt(power * 10 ** (-snr / 10))
    at = rng.integers(CLIP - len(word) + 1)
    clip[at : at + len(word)] += word
    return clip * 10 ** (rng.uniform(-6, 6) / 20)


def stroke_mask(digit, hardness, rng):
    """Returns an 8x8 digit turned, scaled and placed in 32x32, 0 to 1."""
    from scipy.ndimage import affine_transform

    angle = np.deg2rad(hardness * rng.uniform(-15, 15))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    step = np.diag(8 / rng.uniform(25 - 6 * hardness, 28, 2))
    centre = (IMAGE - 1) / 2 + hardness * rng.uniform(-3, 3, 2)
    matrix = step @ turn
    offset = 3.5 - matrix @ centre
    mask = affine_transform(digit / 16.0, matrix, offset, (IMAGE, IMAGE), order=3)
    return np.clip(1.4 * mask - 0.2, 0, 1)


def picture(digit, hardness, rng):
    """Returns a coloured, noisy, partly covered digit: uint8, 3 x 32 x 32."""
    paper, ink = rng.uniform(0, 1, (2, 3))
    while np.abs(paper - ink).mean() < 0.25:
        paper, ink = rng.uniform(0, 1, (2, 3))
    paper, ink = hardness * paper, 1 - hardness * (1 - ink)
    mask = stroke_mask(digit, hardness, rng)
    slope = rng.uniform(-0.15, 0.15, (3, 1, 1)) * np.linspace(-1, 1, IMAGE)
    if rng.integers(2):
        slope = slope.transpose(0, 2, 1)
    result = paper[:, None, None] + (ink - paper)[:, None, None] * mask
    result += hardness * slope
    for _ in range(rng.integers(1, 3)):
        height, width = rng.integers(4, 4 + round(8 * hardness), 2, endpoint=True)
        top, left = rng.integers(0, IMAGE - height), rng.integers(0, IMAGE - width)
        cover = rng.uniform(0, 1, (3, 1, 1))
        result[:, top : top + height, left : left + width] = cover
    result += rng.normal(0, rng.uniform(0.02, 0.02 + 0.09 * hardness), result.shape)
    return np.clip(np.rint(255 * result), 0, 255).astype(np.uint8)


class Source:
    """Draws samples of one split: its speakers and its written digits."""

    def __init__(self, bank, pictures):
        self.bank, self.pictures = bank, pictures
        self.mean = self.deviation = None

    def draw(self, count, rng, hardness=1.0):
        """Returns (MFCC N x 1 x 44 x 13, uint8 image N x 3 x 32 x 32, labels)."""
        labels = rng.integers(CLASSES, size=count)
        clips = [record(label, self.bank, hardness, rng) for label in labels]
        images = []
        for label in labels:
            choices = self.pictures[label]
            choice = choices[rng.integers(len(choices))]
            images.append(picture(choice, hardness, rng))
        return mfcc(clips), np.stack(images), labels.astype(np.uint8)

    def samples(self, count, rng, hardness=1.0):
        """Returns what draw does, with the audio standardised and in float16."""
        audio, image, labels = self.draw(count, rng, hardness)
        audio = ((audio - self.mean) / self.deviation).astype(np.float16)
        return {"audio": audio, "image_q": image, "labels": labels}


def sources():
    """Returns the training and the test source."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    order = generator(0).permutation(len(digits.target))
    cut = len(order) * 4 // 5
    result = []
    for split, rows in enumerate((order[:cut], order[cut:])):
        timbres = (TRAIN_TIMBRES, TEST_TIMBRES)[split]
        bank = speech_bank(timbres, (TRAIN_TAKES, TEST_TAKES)[split], generator(1, split))
        pictures = [
            digits.images[rows[digits.target[rows] == digit]] for digit in range(CLASSES)
        ]
        result.append(Source(bank, pictures))
    audio = result[0].draw(2000, generator(2))[0]
    for source in result:
        # Rounded so that README.md can give the very numbers.
        source.mean = audio.mean((0, 1, 2)).round(3)
        source.deviation = audio.std((0, 1, 2)).round(3)
    return result


def feeds(samples):
    """Returns the arrays that the network is fed: the .npz rule in float32."""
    image = samples["image_q"].astype(np.float32) * PIXEL_SCALE
    return {"audio": samples["audio"].astype(np.float32), "image": image}


def branch(channels, flat):
    """Returns one modality's layers by name; `flat` values enter its Dense."""
    from torch import nn

    layers = [
        ("conv1", nn.Conv2d(channels, 64, 3, padding=1)),
        ("bn1", nn.BatchNorm2d(64)),
        ("relu1", nn.ReLU()),
    ]
    for index, (before, after) in enumerate(((64, 32), (32, 64)), 2):
        depthwise = nn.Conv2d(before, before, 3, padding=1, groups=before, bias=False)
        layers += [
            (f"depthwise{index}", depthwise),
            (f"pointwise{index}", nn.Conv2d(before, after, 1)),
            (f"relu{index}", nn.ReLU()),
            (f"pool{index}", nn.MaxPool2d(2)),
        ]
    layers += [
        ("flatten", nn.Flatten()),
        ("dense4", nn.Linear(flat, 64)),
        ("relu4", nn.ReLU()),
        ("dropout4", nn.Dropout(DROPOUT)),
    ]
    return nn.Sequential(OrderedDict(layers))


def network():
    """Returns the network by parts, with what only the training needs.

    `fusion` goes from both embeddings to ten logits. `audio_only` and
    `image_only` give each branch its own loss, so that none is neglected while
    the other one suffices; they are not exported.
    """
    from torch import nn

    fusion = [
        ("dense1", nn.Linear(128, 64)),
        ("relu1", nn.ReLU()),
        ("dense2", nn.Linear(64, CLASSES)),
    ]
    parts = {
        "audio": branch(1, 64 * (FRAMES // 4) * (COEFFICIENTS // 4)),
        "image": branch(3, 64 * (IMAGE // 4) ** 2),
        "fusion": nn.Sequential(OrderedDict(fusion)),
        "audio_only": nn.Linear(64, CLASSES),
        "image_only": nn.Linear(64, CLASSES),
    }
    return nn.ModuleDict(parts)


def logits(net, inputs):
    """Returns N x 10 logits of N samples: fused, audio only, image only."""
    import torch

    audio, image = net["audio"](inputs["audio"]), net["image"](inputs["image"])
    fused = net["fusion"](torch.cat([audio, image], 1))
    return fused, net["audio_only"](audio), net["image_only"](image)


def train(net, source):
    """Trains on samples made afresh for each epoch, ever harder at first."""
    import torch

    steps = EPOCH_SAMPLES // BATCH
    optimiser = torch.optim.Adam(net.parameters(), lr=LEARNING_RATE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, LEARNING_RATE, total_steps=EPOCHS * steps, pct_start=0.2
    )
    net.train()
    for epoch in range(EPOCHS):
        start, total = time.monotonic(), 0.0
        hardness = min(1.0, epoch / (RAMP * EPOCHS))
        samples = source.samples(EPOCH_SAMPLES, generator(3, epoch), hardness)
        arrays = {name: torch.from_numpy(x) for name, x in feeds(samples).items()}
        labels = torch.from_numpy(samples["labels"].astype(np.int64))
        for step in range(steps):
            rows = slice(step * BATCH, (step + 1) * BATCH)
            scores = logits(net, {name: x[rows] for name, x in arrays.items()})
            losses = [torch.nn.functional.cross_entropy(x, labels[rows]) for x in scores]
            optimiser.zero_grad()
            (losses[0] + BRANCH_LOSS * (losses[1] + losses[2])).backward()
            optimiser.step()
            schedule.step()
            total += losses[0].item()
        seconds = time.monotonic() - start
        print(f"  epoch {epoch + 1}: loss {total / steps:.3f}, {seconds:.0f} s", flush=True)


def accuracies(net, samples):
    """Returns the parts of the samples that each of the logits get right."""
    import torch

    net.eval()
    hits = np.zeros(3)
    with torch.no_grad():
        for start in range(0, len(samples["labels"]), 100):
            part = {name: x[start : start + 100] for name, x in samples.items()}
            inputs = {name: torch.from_numpy(x) for name, x in feeds(part).items()}
            for row, scores in enumerate(logits(net, inputs)):
                hits[row] += (scores.argmax(1).numpy() == part["labels"]).sum()
    return hits / len(samples["labels"])


class Exporter:
    """Writes trained layers as ONNX nodes, each tensor named after its node."""

    def __init__(self):
        self.nodes, self.weights = [], []

    def constant(self, name, tensor):
        """Adds a float initialiser and returns its name."""
        from onnx import numpy_helper

        array = np.ascontiguousarray(tensor.detach().numpy(), np.float32)
        self.weights.append(numpy_helper.from_array(array, name))
        return name

    def node(self, op, name, inputs, output=None, **attributes):
        """Adds a node and returns the name of its output."""
        from onnx import helper

        output = output or name
        node = helper.make_node(op, inputs, [output], name, **attributes)
        self.nodes.append(node)
        return output

    def parameters(self, name, layer, wanted):
        """Adds those parameters that the layer has and returns their names."""
        found = [(key, getattr(layer, key)) for key in wanted]
        return [self.constant(f"{name}/{k}", v) for k, v in found if v is not None]

    def layer(self, name, layer, value):
        """Adds one layer applied to a tensor and returns its output's name."""
        from torch import nn

        if isinstance(layer, nn.Dropout):
            return value
        if isinstance(layer, nn.Conv2d):
            names = self.parameters(name, layer, ["weight", "bias"])
            attributes = {
                "kernel_shape": layer.kernel_size,
                "pads": layer.padding * 2,
                "strides": layer.stride,
                "group": layer.groups,
            }
            return self.node("Conv", name, [value, *names], **attributes)
        if isinstance(layer, nn.BatchNorm2d):
            wanted = ["weight", "bias", "running_mean", "running_var"]
            names = self.parameters(name, layer, wanted)
            inputs = [value, *names]
            return self.node("BatchNormalization", name, inputs, epsilon=layer.eps)
        if isinstance(layer, nn.Linear):
            names = self.parameters(name, layer, ["weight", "bias"])
            return self.node("Gemm", name, [value, *names], transB=1)
        if isinstance(layer, nn.MaxPool2d):
            window = {"kernel_shape": [2, 2], "strides": [2, 2]}
            return self.node("MaxPool", name, [value], **window)
        op = {nn.ReLU: "Relu", nn.Flatten: "Flatten"}[type(layer)]
        return self.node(op, name, [value])


def export(net, path):
    """Writes the network as ONNX: opset 17, batch 1, BatchNormalization kept."""
    import onnx
    from onnx import TensorProto, helper

    out = Exporter()
    ends = []
    for name in ("audio", "image"):
        value = name
        for key, layer in net[name].named_children():
            value = out.layer(f"{name}/{key}", layer, value)
        ends.append(value)
    value = out.node("Concat", "fusion/concat", ends, axis=1)
    for key, layer in net["fusion"].named_children():
        value = out.layer(f"fusion/{key}", layer, value)
    out.node("Softmax", "fusion/softmax", [value], output="probs", axis=1)
    info = helper.make_tensor_value_info
    inputs = [
        info("audio", TensorProto.FLOAT, [1, 1, FRAMES, COEFFICIENTS]),
        info("image", TensorProto.FLOAT, [1, 3, IMAGE, IMAGE]),
    ]
    outputs = [info("probs", TensorProto.FLOAT, [1, CLASSES])]
    graph = helper.make_graph(out.nodes, "av_digits", inputs, outputs, out.weights)
    model = helper.make_model(
        graph,
        producer_name="av-digits/train.py",
        ir_version=8,
        opset_imports=[helper.make_opsetid("", 17)],
    )
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, str(path))


def save_arrays(path, arrays):
    """Writes an .npz whose bytes depend on the arrays only (no time stamps)."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, np.asarray(array, order="C"), (1, 0))
            entry = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, buffer.getvalue(), compresslevel=9)


def stored(samples):
    """Returns the arrays of samples as calib.npz and eval.npz hold them."""
    quantised = {"image_scale": PIXEL_SCALE, "image_zero": np.int32(0)}
    arrays = {"audio": samples["audio"], "image_q": samples["image_q"], **quantised}
    return {**arrays, "labels": samples["labels"]}


def run(model, inputs):
    """Returns ONNX Runtime's N x 10 outputs, sample by sample."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(model), options)
    outputs = []
    for row in range(len(inputs["audio"])):
        feed = {name: x[row : row + 1] for name, x in inputs.items()}
        outputs.append(session.run(["probs"], feed)[0])
    return np.concatenate(outputs)


def load(path):
    """Returns the arrays of an .npz."""
    with np.load(path) as archive:
        return dict(archive)


def macs(model):
    """Returns the multiplications of all Conv and Gemm nodes of one inference."""
    import onnx

    graph = onnx.shape_inference.infer_shapes(model).graph
    shapes = {x.name: list(x.dims) for x in graph.initializer}
    for value in [*graph.value_info, *graph.output]:
        dims = value.type.tensor_type.shape.dim
        shapes[value.name] = [dim.dim_value for dim in dims]
    total = 0
    for node in graph.node:
        if node.op_type in ("Conv", "Gemm"):
            weight, output = shapes[node.input[1]], shapes[node.output[0]]
            total += int(np.prod(weight)) * int(np.prod(output[2:]))
    return total


def check(folder):
    """Checks the folder's files against each other and prints their figures."""
    import onnx

    path = folder / "model.onnx"
    model = onnx.load(str(path))
    onnx.checker.check_model(model, full_check=True)
    golden, samples = load(folder / "golden.npz"), load(folder / "eval.npz")
    outputs = run(path, {name: golden[name] for name in ("audio", "image")})
    error = np.abs(outputs - golden["out_probs"]).max()
    rate = (run(path, feeds(samples)).argmax(1) == samples["labels"]).mean()
    values = sum(int(np.prod(x.dims)) for x in model.graph.initializer)
    print(f"golden.npz: largest difference {error:.2g}")
    print(f"eval.npz: {100 * rate:.2f} % of {len(samples['labels'])} right")
    print(f"{values} float values, {macs(model)} MACs")
    for name in ("model.onnx", "calib.npz", "eval.npz", "golden.npz"):
        print(f"{name}: {(folder / name).stat().st_size} bytes")
    if error > 1e-5:
        raise SystemExit("expected golden.npz to hold the model's own outputs")
    if rate < 0.9:
        raise SystemExit("expected at least 90 % of eval.npz right")


def make(folder):
    """Makes data, trains, and writes all files of the folder."""
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    torch.use_deterministic_algorithms(True)
    print("speech", flush=True)
    training, testing = sources()
    print(f"  mean {training.mean.tolist()}")
    print(f"  deviation {training.deviation.tolist()}", flush=True)
    calib = training.samples(CALIB_SAMPLES, generator(4))
    evaluation = testing.samples(EVAL_SAMPLES, generator(5))
    golden = testing.samples(GOLDEN_SAMPLES, generator(6))
    larger = testing.samples(TEST_SAMPLES, generator(7))
    print("training", flush=True)
    net = network()
    train(net, training)
    net.eval()
    export(net, folder / "model.onnx")
    save_arrays(folder / "calib.npz", stored(calib))
    save_arrays(folder / "eval.npz", stored(evaluation))
    expected = run(folder / "model.onnx", feeds(golden))
    arrays = {**feeds(golden), "out_probs": expected, "labels": golden["labels"]}
    save_arrays(folder / "golden.npz", arrays)
    for name, samples in (("eval.npz", evaluation), (f"{TEST_SAMPLES} more", larger)):
        fused, audio, image = 100 * accuracies(net, samples)
        print(f"{name}: {fused:.2f} %, audio {audio:.2f} %, image {image:.2f} %")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="train nothing")
    here = pathlib.Path(__file__).resolve().parent
    parser.add_argument("--output", type=pathlib.Path, default=here)
    options = parser.parse_args()
    if not options.check:
        options.output.mkdir(parents=True, exist_ok=True)
        make(options.output)
    check(options.output)


if __name__ == "__main__":
    main()
