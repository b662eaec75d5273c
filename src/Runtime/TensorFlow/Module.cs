using System.Collections;
using System.Reflection;

namespace Tensorflow;

/// <summary>
/// Base of a model written from TensorFlow's own parts (<c>tf.Module</c>). It finds the variables and modules in the fields
/// and properties of a derived class by itself, also in lists and dictionaries.
/// </summary>
/// <remarks>Source: paper 5 (dense), figures 5 and 6, where the layer and the network are such modules.</remarks>
public abstract class Module
{
    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>A module.</summary>
    /// <param name="name">Name; the class's name in snake case unless given.</param>
    protected Module(string? name = null) => this.name = name ?? string.Concat(GetType().Name.Select((c, i) => char.IsUpper(c) && i > 0 ? $"_{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));

    /// <summary>The module's name.</summary>
    public string name { get; }

    /// <summary>The modules inside this one, at any depth, in the order of their fields.</summary>
    public IReadOnlyList<Module> submodules => [.. Walk().OfType<Module>()];

    /// <summary>All variables of this module and those inside it.</summary>
    public IReadOnlyList<IVariableV1> variables => [.. Walk().OfType<IVariableV1>()];

    /// <summary>The variables that training changes.</summary>
    public IReadOnlyList<IVariableV1> trainable_variables => [.. variables.Where(v => v.trainable)];

    private List<object> Walk()
    {
        var found = new List<object>();
        Visit(this, found, new HashSet<object>(ReferenceEqualityComparer.Instance) { this });
        return found;
    }

    private static void Visit(Module module, List<object> found, HashSet<object> seen)
    {
        // Base classes first, each in declaration order, as the reader of the class sees them. Automatic properties are found by their fields.
        var types = new Stack<Type>();
        for (Type? type = module.GetType(); type is not null && type != typeof(Module); type = type.BaseType) types.Push(type);
        foreach (Type type in types)
            foreach (FieldInfo field in type.GetFields(Members).OrderBy(f => f.MetadataToken))
                Consider(field.GetValue(module), found, seen);
    }

    private static void Consider(object? value, List<object> found, HashSet<object> seen)
    {
        switch (value)
        {
            case Module module when seen.Add(module):
                found.Add(module);
                Visit(module, found, seen);
                break;
            case IVariableV1 variable when seen.Add(variable):
                found.Add(variable);
                break;
            case IDictionary dictionary:
                foreach (object? item in dictionary.Values) Consider(item, found, seen);
                break;
            case string or Tensor or Shape:
                break;
            case IEnumerable items when seen.Add(items) && items is IList:
                foreach (object? item in items) Consider(item, found, seen);
                break;
        }
    }
}
