namespace MlPipelines.Tests;

/// <summary>A test that takes long: a visible skip unless the variable MLPIPELINES_SLOW is 1, as it is where every change is checked.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class SlowAttribute : ConditionBaseAttribute
{
    public SlowAttribute()
        : base(ConditionMode.Include) => IgnoreMessage = "Slow; set MLPIPELINES_SLOW=1 to run it.";

    public override string GroupName => nameof(SlowAttribute);

    public override bool IsConditionMet => Environment.GetEnvironmentVariable("MLPIPELINES_SLOW") == "1";
}
