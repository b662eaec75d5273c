#:project ../src/Reports/Reports.csproj
#:property TreatWarningsAsErrors=false
#:property PublishAot=false

// Made of dense.ipynb by 'mlpipelines notebook twin'. Change the notebook, not this file.

using MlPipelines.Pipelines.Evaluation;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Reports.Charts;
using Tensorflow.IO;
using Tensorflow.NumPy;
using Tensorflow;
using static MlPipelines.Reports.Notebooks.Notebook;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

// # Paper 5: a fully connected network from TensorFlow's own parts
//
// No Keras: a layer and a network on `tf.Module`, a loop with `tf.GradientTape`. The listing of figure 5, and the same in C#:
//
// ```python
// class DenseNN(tf.Module):
//     def __init__(self, outputs, activate = 'relu'):
//         super().__init__()
//         self.outputs = outputs
//         self.activate = activate
//         self.fl_init = False
//
//     def __call__(self, x):
//         if not self.fl_init:
//             self.w = tf.random.truncated_normal((x.shape[-1], self.outputs), stddev = 0.1, name = 'w')
//             self.b = tf.zeros([self.outputs], dtype = tf.float32, name = 'b')
//             self.w = tf.Variable(self.w)
//             self.b = tf.Variable(self.b)
//             self.fl_init = True
//         y = x @ self.w + self.b
//         if self.activate == 'relu':
//             return tf.nn.relu(y)
//         elif self.activate == 'softmax':
//             return tf.nn.softmax(y)
//         return y
// ```

// Figure 6, the network (the paper spells it *SequantialModule*), its loss and its optimizer:
//
// ```python
// class SequantialModule(tf.Module):
//     def __init__(self):
//         super().__init__()
//         self.layer_1 = DenseNN(128)
//         self.layer_2 = DenseNN(10, activate = 'softmax')
//
//     def __call__(self, x):
//         return self.layer_2(self.layer_1(x))
//
// model = SequantialModule()
// print(model.submodules)
// cross_entropy = lambda y_true, y_pred: tf.reduce_mean(tf.losses.categorical_crossentropy(y_true, y_pred))
// opt = tf.optimizers.Adam(learning_rate = 0.001)
// ```

keras.utils.set_random_seed(1);
var model = new SequentialModule();
Tensor cross_entropy(Tensor y_true, Tensor y_pred) => tf.reduce_mean(tf.losses.categorical_crossentropy(y_true, y_pred));
var opt = tf.optimizers.Adam(learning_rate: 0.001f);
Console.WriteLine($"{model.submodules.Count} submodules");

// ## The digits
//
// A tenth of MNIST for training, so that the notebook runs in seconds; the paper's run on all of it is `mlpipelines reproduce dense`.

DigitData digits = new DigitDataFinder(DataOptions.Detect()).Load().TakeStratified(6_000, 2_000);
Console.WriteLine($"{digits.Name}: {digits.Train.Count:N0} images to train on, {digits.Test.Count:N0} to test on");

NDArray Pixels(DigitSet set) => np.array(set.Images.Select(pixel => pixel / 255f).ToArray()).reshape((set.Count, 784));
NDArray Classes(DigitSet set) => np.array(set.Labels.SelectMany(label => Enumerable.Range(0, 10).Select(c => c == label ? 1f : 0f)).ToArray()).reshape((set.Count, 10));
Tensor x_train = Pixels(digits.Train), y_train = Classes(digits.Train), x_test = Pixels(digits.Test), y_test = Classes(digits.Test);

// ## The loop of figure 8
//
// It prints the sum of an epoch's batch losses, as the paper's does. The printed loop runs over `range(num_classes)`, 10 epochs, where text and figures have 20.
//
// ```python
// train_dataset = tf.data.Dataset.from_tensor_slices((x_train, y_train))
// train_dataset = train_dataset.shuffle(buffer_size = 1024).batch(batch_size)
// for n in range(num_classes):
//     loss = 0
//     for x_batch, y_batch in train_dataset:
//         with tf.GradientTape() as tape:
//             f_loss = cross_entropy(y_batch, model(x_batch))
//             loss += f_loss
//         grads = tape.gradient(f_loss, model.trainable_variables)
//         opt.apply_gradients(zip(grads, model.trainable_variables))
// ```

const int training_steps = 20, batch_size = 256;
var losses = new List<double>();
var train_dataset = tf.data.Dataset.from_tensor_slices(x_train, y_train);
train_dataset = train_dataset.shuffle(1024).batch(batch_size);
for (int n = 0; n < training_steps; n++)
{
    float loss = 0;
    foreach (var (x_batch, y_batch) in train_dataset)
    {
        using var tape = tf.GradientTape();
        Tensor f_loss = cross_entropy(y_batch, model.Call(x_batch));
        loss += (float)f_loss;
        var grads = tape.gradient(f_loss, model.trainable_variables);
        opt.apply_gradients(zip(grads, model.trainable_variables));
    }
    losses.Add(loss);
    Console.WriteLine($"epoch {n + 1}: {loss:F4}");
}

Display(new LineChart { Id = "losses", Title = "Sum of the batch losses", ValueName = "loss", Series = [new LineSeries("training", losses)] });

// ## Figures 11 and 12: the report, and digits that are not recognized

int[] predicted = tf.argmax(model.Call(x_test), 1).numpy().ToArray<long>().Select(c => (int)c).ToArray();
var matrix = ConfusionMatrix.FromLabels(digits.Test.Labels, predicted.Select(c => (byte)c).ToArray());
Display(new ClassificationReport(matrix));

Display(matrix);

var wrong = Enumerable.Range(0, digits.Test.Count).Where(i => predicted[i] != digits.Test.Labels[i]).Take(12);
Display(new ImageGrid
{
    Id = "wrong", Title = "Taken for another digit",
    Images = [.. wrong.Select(i => new GridImage(new ImageData(28, 28, 1, digits.Test.Image(i).ToArray()), $"{digits.Test.Labels[i]} as {predicted[i]}", Correct: false))],
});


class DenseNN(int outputs, string activate = "relu") : Module
{
    private ResourceVariable w, b;

    public Tensor Call(Tensor x)
    {
        w ??= tf.Variable(tf.random.truncated_normal((x.shape[-1], outputs), stddev: 0.1f), name: "w");
        b ??= tf.Variable(tf.zeros(outputs), name: "b");
        Tensor y = tf.matmul(x, w) + b;
        if (activate == "relu")
            return tf.nn.relu(y);
        else if (activate == "softmax")
            return tf.nn.softmax(y);
        return y;
    }
}
class SequentialModule : Module
{
    private readonly DenseNN layer_1 = new(128), layer_2 = new(10, activate: "softmax");

    public Tensor Call(Tensor x) => layer_2.Call(layer_1.Call(x));
}
