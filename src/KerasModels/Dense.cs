using Tensorflow;
using Tensorflow.Keras.Engine;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

namespace MlPipelines.KerasModels;

/// <summary>A fully connected layer written from TensorFlow's own parts. Its weights come to be on the first call.</summary>
/// <remarks>Input [batch, inputs], output [batch, outputs]. Source: paper 5 (dense), figure 5.</remarks>
/// <example><code>var layer = new DenseNN(128); Tensor y = layer.Call(tf.random.normal((32, 784)));   // [32, 128]</code></example>
public sealed class DenseNN : Module                                                      // class DenseNN(tf.Module):
{
    private readonly int outputs;
    private readonly string activate;
    private bool fl_init;
    private ResourceVariable? w, b;

    /// <summary>A layer of <paramref name="outputs"/> neurons.</summary>
    /// <param name="outputs">Neurons, 1 or more.</param>
    /// <param name="activate"><c>relu</c> or <c>softmax</c>; anything else leaves the sums as they are, as in the paper.</param>
    public DenseNN(int outputs, string activate = "relu")                                 //     def __init__(self, outputs, activate = 'relu'):
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        this.outputs = outputs;                                                           //         self.outputs = outputs
        this.activate = activate;                                                         //         self.activate = activate
        fl_init = false;                                                                  //         self.fl_init = False
    }

    /// <summary>The layer's output for a batch.</summary>
    /// <param name="x">[batch, inputs].</param>
    /// <exception cref="ArgumentException">The number of inputs is not that of the first call.</exception>
    public Tensor Call(Tensor x)                                                          //     def __call__(self, x):
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!fl_init)                                                                     //         if not self.fl_init:
        {
            Tensor w0 = tf.random.truncated_normal((x.shape[-1], outputs), stddev: 0.1f); //             self.w = tf.random.truncated_normal((x.shape[-1], self.outputs), stddev = 0.1, name = 'w')
            Tensor b0 = tf.zeros(outputs, dtype: tf.float32);                             //             self.b = tf.zeros([self.outputs], dtype = tf.float32, name = 'b')
            w = tf.Variable(w0, name: "w");                                               //             self.w = tf.Variable(self.w)
            b = tf.Variable(b0, name: "b");                                               //             self.b = tf.Variable(self.b)
            fl_init = true;                                                               //             self.fl_init = True
        }
        Tensor y = tf.matmul(x, w!) + b!;                                                 //         y = x @ self.w + self.b
        if (activate == "relu")                                                           //         if self.activate == 'relu':
            return tf.nn.relu(y);                                                         //             return tf.nn.relu(y)
        else if (activate == "softmax")                                                   //         elif self.activate == 'softmax':
            return tf.nn.softmax(y);                                                      //             return tf.nn.softmax(y)
        return y;                                                                         //         return y
    }
}

/// <summary>The network of paper 5: 784 pixels, 128 relu neurons, 10 softmax outputs. The paper spells it SequantialModule.</summary>
/// <remarks>Input [batch, 784], pixels 0 to 1; output [batch, 10], probabilities. Source: paper 5 (dense), figure 6.</remarks>
/// <example><code>var model = new SequentialModule(); Tensor probabilities = model.Call(tf.zeros((1, 784)));</code></example>
public sealed class SequentialModule : Module                                             // class SequantialModule(tf.Module):
{
    private readonly DenseNN layer_1;
    private readonly DenseNN layer_2;

    /// <summary>The network, its weights yet to come.</summary>
    public SequentialModule()                                                             //     def __init__(self):
    {
        layer_1 = new DenseNN(128);                                                       //         self.layer_1 = DenseNN(128)
        layer_2 = new DenseNN(10, activate: "softmax");                                   //         self.layer_2 = DenseNN(10, activate = 'softmax')
    }

    /// <summary>Class probabilities for a batch.</summary>
    /// <param name="x">[batch, 784].</param>
    public Tensor Call(Tensor x) => layer_2.Call(layer_1.Call(x));                        //     def __call__(self, x): return self.layer_2(self.layer_1(x))
}

/// <summary>The training loop of paper 5.</summary>
/// <remarks>Source: paper 5 (dense), figures 6 to 8.</remarks>
public static class DenseTraining
{
    /// <summary>Epochs: 20 in the paper's text and figure 7. The printed loop runs over <c>range(num_classes)</c>, 10, which is a slip.</summary>
    public const int TrainingSteps = 20;

    /// <summary>Images a step, figure 7.</summary>
    public const int BatchSize = 256;

    /// <summary>Images that the listing's <c>shuffle</c> mixes at a time, figure 8.</summary>
    public const int ShuffleBuffer = 1024;

    /// <summary>Step size of Adam, figure 7.</summary>
    public const double LearningRate = 0.001;

    /// <summary>The mean over a batch of the crossentropy between one-hot labels and probabilities.</summary>
    /// <param name="y_true">[batch, classes], one-hot.</param>
    /// <param name="y_pred">[batch, classes], probabilities.</param>
    public static Tensor CrossEntropy(Tensor y_true, Tensor y_pred) =>
        tf.reduce_mean(tf.losses.categorical_crossentropy(y_true, y_pred));               // cross_entropy = lambda y_true, y_pred: tf.reduce_mean(tf.losses.categorical_crossentropy(y_true, y_pred))

    /// <summary>Trains a model on images and one-hot labels.</summary>
    /// <param name="model">The network.</param>
    /// <param name="x_train">[images, 784], 0 to 1.</param>
    /// <param name="y_train">[images, 10], one-hot.</param>
    /// <param name="training_steps">Epochs, 1 or more.</param>
    /// <param name="batch_size">Images a step, 1 or more.</param>
    /// <param name="shuffle_buffer">Images mixed at a time, 1 or more. 1024 in the listing, which leaves the order of an epoch nearly as it was; as many as there are mixes all.</param>
    /// <param name="epoch_ended">Told after each epoch: its number from 0, and the sum of its batch losses, which the paper prints.</param>
    /// <param name="cancellation">Ends training at the next step.</param>
    /// <returns>The epochs that ran to their end.</returns>
    public static int Train(SequentialModule model, Tensor x_train, Tensor y_train, int training_steps = TrainingSteps, int batch_size = BatchSize,
        int shuffle_buffer = ShuffleBuffer, Action<int, float>? epoch_ended = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        IOptimizer opt = tf.optimizers.Adam(learning_rate: LearningRate);                 // opt = tf.optimizers.Adam(learning_rate = 0.001)
        var train_dataset = tf.data.Dataset.from_tensor_slices(x_train, y_train);         // train_dataset = tf.data.Dataset.from_tensor_slices((x_train, y_train))
        train_dataset = train_dataset.shuffle(shuffle_buffer).batch(batch_size);          // train_dataset = train_dataset.shuffle(buffer_size = 1024).batch(batch_size)
        for (int n = 0; n < training_steps; n++)                                          // for n in range(num_classes):
        {
            float loss = 0;                                                               //     loss = 0
            foreach (var (x_batch, y_batch) in train_dataset)                             //     for x_batch, y_batch in train_dataset:
            {
                if (cancellation.IsCancellationRequested) return n;
                using var tape = tf.GradientTape();                                       //         with tf.GradientTape() as tape:
                Tensor f_loss = CrossEntropy(y_batch, model.Call(x_batch));               //             f_loss = cross_entropy(y_batch, model(x_batch))
                loss += (float)f_loss;                                                    //         loss += f_loss
                var grads = tape.gradient(f_loss, model.trainable_variables);             //         grads = tape.gradient(f_loss, model.trainable_variables)
                opt.apply_gradients(zip(grads, model.trainable_variables));               //         opt.apply_gradients(zip(grads, model.trainable_variables))
            }
            epoch_ended?.Invoke(n, loss);                                                 //     print(dt_loss)
        }
        return training_steps;
    }
}
