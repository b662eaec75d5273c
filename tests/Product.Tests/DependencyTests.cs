using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MlPipelines.Tests;

/// <summary>Protects the direction of dependencies: App, Reports, Pipelines, KerasModels, Keras, TensorFlow; never back.</summary>
[TestClass]
public sealed partial class DependencyTests
{
    /// <summary>For each project, the ones it may know.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["App"] = ["Notebooks", "Reports", "Pipelines", "KerasModels", "Runtime.Keras", "Runtime.TensorFlow", "Runtime.ML", "Runtime.DataAnalysis"],
        ["Notebooks"] = ["Reports", "Pipelines", "KerasModels", "Runtime.Keras", "Runtime.TensorFlow", "Runtime.ML", "Runtime.DataAnalysis"],
        ["Reports"] = ["Pipelines", "KerasModels", "Runtime.Keras", "Runtime.TensorFlow", "Runtime.ML", "Runtime.DataAnalysis"],
        ["Pipelines"] = ["KerasModels", "Runtime.Keras", "Runtime.TensorFlow", "Runtime.ML", "Runtime.DataAnalysis"],
        ["KerasModels"] = ["Runtime.Keras", "Runtime.TensorFlow"],
        ["Runtime.Keras"] = ["Runtime.TensorFlow"],
        ["Runtime.TensorFlow"] = [],
        ["Runtime.DataAnalysis"] = ["Runtime.ML"],
        ["Runtime.ML"] = [],
    };

    /// <summary>For folders of the runtime, the namespaces their files may not use and the types they may not name.</summary>
    private static readonly (string Folder, string[] Forbidden)[] Inside =
    [
        ("src/Runtime/TensorFlow/Memory", ["Tensorflow.Kernels", "Tensorflow.Operations", "Tensorflow.Gradients"]),
        ("src/Runtime/TensorFlow/Kernels", ["Tensorflow.Operations", "Tensorflow.Gradients", "Tensorflow.Memory", "Tensorflow.NumPy", "Tensor", "NDArray", "ResourceVariable"]),
        ("src/Runtime/TensorFlow", ["Tensorflow.Keras", "MlPipelines"]),
        ("src/Runtime/Keras", ["MlPipelines"]),
        ("src/KerasModels", ["MlPipelines.Pipelines", "MlPipelines.Reports"]),
        ("src/Pipelines", ["MlPipelines.Reports"]),
        ("src/Reports", ["MlPipelines.Notebooks", "Microsoft.CodeAnalysis"]),
    ];

    [TestMethod]
    public void Projects_refer_only_to_projects_below_them()
    {
        string[] files = Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories);
        Assert.IsGreaterThanOrEqualTo(6, files.Length);
        foreach (string file in files)
        {
            string name = Path.GetFileNameWithoutExtension(file);
            Assert.IsTrue(Allowed.ContainsKey(name), $"{name} is new; say in this test which projects it may know.");
            foreach (XElement reference in XDocument.Load(file).Descendants("ProjectReference"))
            {
                string target = Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/'));
                CollectionAssert.Contains(Allowed[name], target, $"{name} refers to {target}.");
            }
        }
    }

    [TestMethod]
    public void Folders_name_nothing_above_them()
    {
        foreach ((string folder, string[] forbidden) in Inside)
        {
            string[] files = [.. Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories).Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}"))];
            Assert.AreNotEqual(0, files.Length, $"No files under {folder}.");
            foreach (string file in files)
            {
                string code = Comments().Replace(File.ReadAllText(file), "");
                foreach (string word in forbidden)
                    Assert.IsFalse(Regex.IsMatch(code, $@"(?<![\w.""]){Regex.Escape(word)}(?![\w""])"), $"{file} names {word}, which lies above {folder}.");
            }
        }
    }

    [TestMethod]
    public void No_product_assembly_is_a_friend_of_another()
    {
        string[] products = [.. Allowed.Keys.Select(n => $"MlPipelines.{n}"), "mlpipelines"];
        foreach (string file in Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories))
            foreach (XElement friend in XDocument.Load(file).Descendants("InternalsVisibleTo"))
                CollectionAssert.DoesNotContain(products, friend.Attribute("Include")!.Value, file);
    }

    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/|""(?:\\.|[^""\\\n])*""", RegexOptions.Singleline)]
    private static partial Regex Comments();
}
