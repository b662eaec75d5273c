using System.Reflection;
using Microsoft.ML;

namespace MlPipelines.ML.Tests;

/// <summary>Protects the strict subset: nothing becomes public unseen. Each line of PublicApi.txt was held against Microsoft.ML's API.</summary>
[TestClass]
public sealed class PublicApiTests
{
    [TestMethod]
    public void What_is_public_is_what_the_list_says()
    {
        string path = Path.Combine(MlPipelines.Tests.Repository.Root, "tests", "ML.Tests", "PublicApi.txt");
        string[] actual = [.. typeof(MLContext).Assembly.GetExportedTypes().Where(t => t.Namespace!.StartsWith("Microsoft.ML", StringComparison.Ordinal)).OrderBy(t => t.FullName, StringComparer.Ordinal).SelectMany(Lines)];
        string[] listed = File.Exists(path) ? File.ReadAllLines(path) : [];
        string[] added = [.. actual.Except(listed)], gone = [.. listed.Except(actual)];
        if (added.Length + gone.Length == 0) return;
        string made = Path.Combine(AppContext.BaseDirectory, "PublicApi.txt");
        File.WriteAllLines(made, actual);
        Assert.Fail($"Added: {string.Join("; ", added.Take(10))}. Gone: {string.Join("; ", gone.Take(10))}. Hold each against Microsoft.ML, then copy {made} to {path}.");
    }

    private static IEnumerable<string> Lines(Type type)
    {
        bool isDelegate = type.BaseType == typeof(MulticastDelegate);
        yield return $"{(type.IsInterface ? "interface" : type.IsEnum ? "enum" : type.IsValueType ? "struct" : isDelegate ? "delegate" : "class")} {Name(type)}";
        if (isDelegate) yield break;
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        IEnumerable<string> members = type.GetMembers(All).Where(m => Visible(m) && m is not Type && m.Name != "value__").Select(m => $"  {Name(type)}.{Text(m)}");
        foreach (string line in members.Distinct().Order(StringComparer.Ordinal)) yield return line;
    }

    private static bool Visible(MemberInfo member) => member switch
    {
        MethodBase { IsSpecialName: true } m and not ConstructorInfo => false,
        MethodBase m => m.IsPublic || m.IsFamily,
        FieldInfo f => f.IsPublic || f.IsFamily,
        PropertyInfo p => p.GetAccessors(true).Any(a => a.IsPublic || a.IsFamily),
        EventInfo => true,
        _ => false,
    };

    private static string Text(MemberInfo member) => member switch
    {
        ConstructorInfo c => $"new({Parameters(c)})",
        MethodInfo m => $"{m.Name}{(m.IsGenericMethod ? $"<{string.Join(", ", m.GetGenericArguments().Select(Name))}>" : "")}({Parameters(m)}) : {Name(m.ReturnType)}",
        FieldInfo f => $"{f.Name} : {Name(f.FieldType)}",
        PropertyInfo p => $"{p.Name}{(p.GetIndexParameters() is { Length: > 0 } i ? $"[{string.Join(", ", i.Select(x => Name(x.ParameterType)))}]" : "")} : {Name(p.PropertyType)}{(p.SetMethod is { IsPublic: true } ? " set" : "")}",
        EventInfo e => $"event {e.Name}",
        _ => member.Name,
    };

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p =>
        $"{Name(p.ParameterType)} {p.Name}{(p.HasDefaultValue ? $" = {(p.DefaultValue is null ? "null" : p.ParameterType.IsEnum ? Enum.ToObject(p.ParameterType, p.DefaultValue) : p.DefaultValue)}" : "")}"));

    private static string Name(Type type)
    {
        if (type.IsGenericParameter) return type.Name;
        if (type.IsByRef) return $"ref {Name(type.GetElementType()!)}";
        if (type.IsArray) return $"{Name(type.GetElementType()!)}[]";
        string name = type.Name;
        for (Type? outer = type.DeclaringType; outer is not null; outer = outer.DeclaringType) name = $"{outer.Name.Split('`')[0]}.{name}";
        if (type.Namespace?.StartsWith("Microsoft.ML", StringComparison.Ordinal) == true) name = $"{type.Namespace}.{name}";
        return type.IsGenericType ? $"{name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }
}
