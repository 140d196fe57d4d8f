"""Records what scikit-learn's weighted k-nearest-neighbour classifier says of the digits in ../tsne: python3 make.py > knn.json"""
import json
import pathlib

import numpy as np
import sklearn
from sklearn.neighbors import KNeighborsClassifier

TEMPERATURE = 0.07
TYPES = {"F32": np.float32, "F64": np.float64, "I64": np.int64}


def tensors(path):
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + length])
    body = data[8 + length:]
    return {name: np.frombuffer(body[slice(*entry["data_offsets"])], TYPES[entry["dtype"]]).reshape(entry["shape"])
            for name, entry in header.items() if name != "__metadata__"}


digits = tensors(pathlib.Path(__file__).resolve().parent.parent / "tsne" / "digits.safetensors")
x, labels = digits["x"].astype(np.float64), digits["labels"]
train = len(labels) * 7 // 10
results = []
for k in (1, 5, 20, 200):
    classifier = KNeighborsClassifier(
        n_neighbors=k, metric="cosine", algorithm="brute", weights=lambda distance: np.exp((1 - distance) / TEMPERATURE))
    classifier.fit(x[:train], labels[:train])
    shares = classifier.predict_proba(x[train:])
    best = np.argsort(-shares, axis=1, kind="stable")[:, :5]
    hits = [labels[train + i] in best[i][shares[i][best[i]] > 0] for i in range(len(best))]
    results.append({"k": k, "predictions": classifier.predict(x[train:]).tolist(), "top5_hits": int(sum(hits))})
print(json.dumps({"scikit_learn": sklearn.__version__, "temperature": TEMPERATURE, "train_count": train,
                  "class_count": int(labels.max()) + 1, "results": results}))
