# Writes the figures that ScoredTable's tests compare with. Run with scikit-learn and SciPy:
#   python3 reference.py            (the figures in the tests: scikit-learn 1.2.1, NumPy 1.24.2, SciPy 1.10.1, Python 3.11.2)
# Calibration, Holm and the bootstrap are in none of them and are written out here from their definitions.
import struct, warnings
import numpy as np
import scipy, scipy.special, scipy.stats, sklearn
from sklearn import metrics, model_selection
warnings.filterwarnings("ignore")
MASK = (1 << 64) - 1
ROWS, CLASSES = 200, 10

state = 20261
def draw(n):  # Knuth's MMIX generator, upper 31 bits
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) & MASK
    return (state >> 33) % n

def single(x): return struct.unpack("f", struct.pack("f", x))[0]

def a_label():  # class c is drawn c + 1 times in 55
    u, c = draw(55), 0
    while u >= (c + 1) * (c + 2) // 2: c += 1
    return c

def a_row(label, bonus):
    w = [draw(1000) + 1 for _ in range(CLASSES)]
    w[label] += draw(bonus)
    w[(label + 3) % CLASSES] += draw(600)
    return [single(x / sum(w)) for x in w]

y = [a_label() for _ in range(ROWS)]
a = [a_row(c, 4000) for c in y]
b = [a_row(c, 3000) for c in y]
ids = [1000 + 7 * i for i in range(ROWS)]
pa, pb = [int(np.argmax(r)) for r in a], [int(np.argmax(r)) for r in b]
A = np.array(a)  # float64 holding singles

print("versions", sklearn.__version__, np.__version__, scipy.__version__)
print("checksum", sum((i + 1) * (c + 1) * x for i, r in enumerate(a) for c, x in enumerate(r)))
print("accuracy", repr(metrics.accuracy_score(y, pa)))
for average in ("macro", "weighted"):
    print(average, [repr(float(v)) for v in metrics.precision_recall_fscore_support(y, pa, average=average)[:3]])
p, r, f, s = metrics.precision_recall_fscore_support(y, pa)
print("precision", [repr(float(v)) for v in p]); print("recall", [repr(float(v)) for v in r])
print("f1", [repr(float(v)) for v in f]); print("support", list(s))
print("log loss, epsilon of single", repr(metrics.log_loss(y, A, eps=float(np.finfo(np.float32).eps))))
print("log loss, epsilon of double", repr(metrics.log_loss(y, A)))
for k in (2, 3, 5): print("top", k, repr(metrics.top_k_accuracy_score(y, A, k=k)))
print("confusion", metrics.confusion_matrix(y, pa).tolist())
print(metrics.classification_report(y, pa)); print(metrics.classification_report(y, pa, digits=4))
words = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
yw, pw = [words[c] for c in y], [words[c] for c in pa]
print(metrics.classification_report(yw, pw))
print(metrics.classification_report(y, pa, labels=[7, 8, 1]))
print(metrics.classification_report([0, 1, 1, 3], [0, 1, 0, 2], zero_division=1, digits=4))

conf, right = [r[c] for r, c in zip(a, pa)], [t == c for t, c in zip(y, pa)]
ece = mce = 0
for i in range(15):
    rows = [j for j in range(ROWS) if i / 15 < conf[j] <= (i + 1) / 15]
    if rows:
        gap = abs(np.mean([right[j] for j in rows]) - np.mean([conf[j] for j in rows]))
        ece += len(rows) / ROWS * gap; mce = max(mce, gap)
        print("bin", i, len(rows), repr(float(np.mean([conf[j] for j in rows]))), repr(float(np.mean([right[j] for j in rows]))))
print("ece", repr(float(ece)), "mce", repr(float(mce)))

M = metrics.confusion_matrix(y, pa)
pairs = sorted(((-M[i, j], i, j) for i in range(10) for j in range(10) if i != j and M[i, j]))[:3]
for n, i, j in pairs:
    rows = sorted((j2 for j2 in range(ROWS) if (y[j2], pa[j2]) == (i, j)), key=lambda q: (-conf[q], ids[q]))
    print("confused", i, j, -n, [ids[q] for q in rows][:3])

rb = [t == c for t, c in zip(y, pb)]
n1, n2 = sum(u and not v for u, v in zip(right, rb)), sum(v and not u for u, v in zip(right, rb))
print("mcnemar", n1, n2, repr(scipy.stats.binomtest(n1, n1 + n2, 0.5).pvalue))
for n1, n2 in ((0, 0), (0, 5), (12, 30), (1300, 1500), (40000, 41000), (1, 4)):
    print("mcnemar", n1, n2, repr(scipy.stats.binomtest(n1, n1 + n2, 0.5).pvalue) if n1 + n2 else 1.0)

def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)
STEP = 0x9E3779B97F4A7C15
def resamples(seed, count, n):
    for k in range(count):
        s = mix((seed + STEP * (k + 1)) & MASK)
        rows = []
        for _ in range(n):
            s = (s + STEP) & MASK
            rows.append(mix(s) * n >> 64)
        yield rows
drawn = list(resamples(5, 500, ROWS))
for name, values in (("accuracy", [np.mean([right[i] for i in rows]) for rows in drawn]),
                     ("difference", [np.mean([float(right[i]) - float(rb[i]) for i in rows]) for rows in drawn]),
                     ("macro f1", [metrics.f1_score([y[i] for i in rows], [pa[i] for i in rows], labels=range(10), average="macro") for rows in drawn])):
    print("bootstrap", name, [repr(float(v)) for v in np.percentile(values, [2.5, 97.5])])

def quantile(p, df):  # by the incomplete beta function, as scipy.stats.t.ppf of this version is right to 1e-9 only
    return (df * (1 / scipy.special.betaincinv(df / 2, 0.5, 2 * (1 - p)) - 1)) ** 0.5
for values in ([0.91, 0.93, 0.925], [0.5, 0.7], [0.98, 0.981, 0.979, 0.983, 0.977, 0.982]):
    reach = quantile(0.975, len(values) - 1) * scipy.stats.sem(values)
    print("t", values, repr(float(np.mean(values) - reach)), repr(float(np.mean(values) + reach)))
for df in (1, 2, 3, 4, 9, 10, 29, 100): print("quantile", df, repr(float(quantile(0.975, df))), repr(float(quantile(0.995, df))))
def holm(p):
    order, result, least = sorted(range(len(p)), key=lambda i: p[i]), [0] * len(p), 0
    for rank, i in enumerate(order):
        least = max(least, min(1, (len(p) - rank) * p[i])); result[i] = least
    return result
print("holm", holm([0.01, 0.04, 0.03, 0.005]), holm([0.5, 0.9, 0.02]))
folds = model_selection.StratifiedKFold(4).split(np.zeros(23), [2, 0, 1, 1, 2, 0, 2, 2, 1, 0, 0, 2, 1, 2, 2, 1, 0, 2, 2, 1, 0, 2, 2])
print("folds", [list(map(int, test)) for _, test in folds])
