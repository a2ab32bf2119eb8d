"""Makes the .npy files of this folder, with NumPy 2: python3 make.py"""

import numpy as np
from numpy.lib import format as npy

boxes = np.array([[0.5, -1, 2, 3], [4, 5, 6, 7.25], [8, 9, 10, 11]])
np.save("float32.npy", boxes.astype("<f4"))
np.save("float64.npy", boxes / 3)
np.save("int64.npy", np.array([-(2**62), -1, 0, 1, 2**24 + 1]))
np.save("scalar.npy", np.float32(1.5))
np.save("empty.npy", np.zeros((0, 4), "<f4"))
np.save("cube.npy", np.arange(24, dtype="<f4").reshape(2, 3, 4))
np.save("fortran.npy", np.asfortranarray(boxes.astype("<f4")))
np.save("big-endian.npy", boxes.astype(">f4"))
np.save("half.npy", boxes.astype("<f2"))
np.save("bool.npy", boxes > 3)
np.save("object.npy", np.array([{"a": 1}, None]), allow_pickle=True)
np.save("structured.npy", np.zeros(2, [("x", "<f4"), ("y", "<f8")]))
np.savez("archive.npz", boxes=boxes[:1])
for major in (2, 3):
    with open(f"version{major}.npy", "wb") as file:
        npy.write_array(file, boxes.astype("<f4"), version=(major, 0))
