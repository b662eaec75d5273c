namespace Tensorflow;

// Python's @tf.function compiles a function; here operations run as they are called, so it is the function itself.
public sealed partial class tensorflow
{
    /// <summary>The function itself: operations run as they are called.</summary>
    public Func<TResult> function<TResult>(Func<TResult> func) => func;

    /// <summary>The function itself: operations run as they are called.</summary>
    public Func<T1, TResult> function<T1, TResult>(Func<T1, TResult> func) => func;

    /// <summary>The function itself: operations run as they are called.</summary>
    public Func<T1, T2, TResult> function<T1, T2, TResult>(Func<T1, T2, TResult> func) => func;

    /// <summary>The function itself: operations run as they are called.</summary>
    public Func<T1, T2, T3, TResult> function<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> func) => func;

    /// <summary>The function itself: operations run as they are called.</summary>
    public Func<T1, T2, T3, T4, TResult> function<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, TResult> func) => func;

    /// <summary>The procedure itself: operations run as they are called.</summary>
    public Action function(Action action) => action;

    /// <summary>The procedure itself: operations run as they are called.</summary>
    public Action<T1> function<T1>(Action<T1> action) => action;

    /// <summary>The procedure itself: operations run as they are called.</summary>
    public Action<T1, T2> function<T1, T2>(Action<T1, T2> action) => action;

    /// <summary>The procedure itself: operations run as they are called.</summary>
    public Action<T1, T2, T3> function<T1, T2, T3>(Action<T1, T2, T3> action) => action;
}
