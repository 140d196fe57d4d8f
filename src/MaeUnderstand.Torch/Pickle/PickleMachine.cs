using System.Runtime.InteropServices;

namespace MaeUnderstand.Torch.Pickle;

/// <summary>
/// Reads a pickle: a program for a small stack machine. Only the instructions of plain data are obeyed, and only the globals of
/// <see cref="PickleGlobal"/> are known.
/// </summary>
internal sealed class PickleMachine
{
    private const int NewestProtocol = 5;

    private readonly PickleReader reader;
    private readonly PickleObjects objects;
    private readonly List<object?> stack = [];
    private readonly List<int> marks = [];                       // heights of the stack
    private readonly Dictionary<long, object?> memo = [];
    private PickleOpcode opcode;
    private long opcodePosition;

    private PickleMachine(PickleReader reader, PickleObjects objects) => (this.reader, this.objects) = (reader, objects);

    /// <summary>Reads one pickle.</summary>
    /// <param name="reader">Stands at its start; afterwards behind it.</param>
    /// <param name="objects">Makes the objects it names.</param>
    /// <returns>The value; not yet checked for depth (see <see cref="PickleTree"/>).</returns>
    /// <exception cref="InvalidDataException">The pickle is damaged, or asks for more than plain data.</exception>
    public static object? Read(PickleReader reader, PickleObjects objects) => new PickleMachine(reader, objects).Run();

    private object? Run()
    {
        while (true)
        {
            opcodePosition = reader.Position;
            opcode = (PickleOpcode)reader.ReadByte();
            if (opcode == PickleOpcode.Stop)
                return Pop();
            if (PickleLiterals.TryRead(opcode, reader, out object? value))
                stack.Add(value);
            else if (!RunStructure() && !RunContainer() && !RunMemo() && !RunObject())
                throw Fault($"{NameOf(opcode)}, an instruction that plain state dicts do not need");
        }
    }

    private bool RunStructure()
    {
        switch (opcode)
        {
            case PickleOpcode.Proto:
                if (reader.ReadByte() is > NewestProtocol and var protocol)
                    throw Fault($"protocol {protocol}; the newest known is {NewestProtocol}");
                break;
            case PickleOpcode.Frame:
                reader.ReadInt64();                              // a hint for buffering
                break;
            case PickleOpcode.Mark:
                marks.Add(stack.Count);
                break;
            case PickleOpcode.Pop when marks.Count > 0 && marks[^1] == stack.Count:
                marks.RemoveAt(marks.Count - 1);
                break;
            case PickleOpcode.Pop:
                Pop();
                break;
            case PickleOpcode.PopMark:
                PopToMark();
                break;
            case PickleOpcode.Dup:
                stack.Add(Peek());
                break;
            default:
                return false;
        }
        return true;
    }

    private bool RunContainer()
    {
        switch (opcode)
        {
            case PickleOpcode.EmptyTuple: stack.Add(new PthTuple([])); break;
            case PickleOpcode.Tuple: stack.Add(new PthTuple(PopToMark())); break;
            case PickleOpcode.Tuple1: stack.Add(new PthTuple(Pop(1))); break;
            case PickleOpcode.Tuple2: stack.Add(new PthTuple(Pop(2))); break;
            case PickleOpcode.Tuple3: stack.Add(new PthTuple(Pop(3))); break;
            case PickleOpcode.EmptyList: stack.Add(new PthList()); break;
            case PickleOpcode.Append: Append(Pop(1)); break;
            case PickleOpcode.Appends: Append(PopToMark()); break;
            case PickleOpcode.EmptyDict: stack.Add(new PthDictionary(isOrderedDict: false)); break;
            case PickleOpcode.SetItem: SetItems(Pop(2)); break;
            case PickleOpcode.SetItems: SetItems(PopToMark()); break;
            default: return false;
        }
        return true;
    }

    private bool RunMemo()
    {
        switch (opcode)
        {
            case PickleOpcode.BinPut: memo[reader.ReadByte()] = Peek(); break;
            case PickleOpcode.LongBinPut: memo[reader.ReadUInt32()] = Peek(); break;
            case PickleOpcode.Memoize: memo[memo.Count] = Peek(); break;
            case PickleOpcode.BinGet: Recall(reader.ReadByte()); break;
            case PickleOpcode.LongBinGet: Recall(reader.ReadUInt32()); break;
            default: return false;
        }
        return true;
    }

    private bool RunObject()
    {
        switch (opcode)
        {
            case PickleOpcode.Global:
                string module = reader.ReadLine();
                stack.Add(objects.Global(module, reader.ReadLine()));
                break;
            case PickleOpcode.StackGlobal:
                if (Pop(2) is not [string owner, string name])
                    throw Fault("a global whose name is no text");
                stack.Add(objects.Global(owner, name));
                break;
            case PickleOpcode.BinPersId:
                stack.Add(objects.Storage(Pop()));
                break;
            case PickleOpcode.Reduce:
                Apply(Pop(2));
                break;
            case PickleOpcode.NewObj:
                New(Pop(2), hasKeywords: false);
                break;
            case PickleOpcode.NewObjEx:
                New(Pop(3), hasKeywords: true);
                break;
            case PickleOpcode.Build:
                object? state = Pop();
                if (!objects.Build(Peek(), state))
                    throw Fault("attributes for an object that takes none");
                break;
            default:
                return false;
        }
        return true;
    }

    private void Apply(object?[] call)
    {
        if (call is not [PickleGlobal function, PthTuple arguments] || objects.Call(function, arguments.ToArray()) is not { } result)
            throw Fault("a function with arguments that it does not take");
        stack.Add(result);
    }

    /// <summary>NEWOBJ and NEWOBJ_EX, which make an object of a class without calling its initialiser.</summary>
    private void New(object?[] call, bool hasKeywords)
    {
        if (call is not [PickleGlobal type, PthTuple { Count: 0 }, ..]
            || type.Kind is not (PickleGlobal.Meaning.Namespace or PickleGlobal.Meaning.OrderedDict)
            || (hasKeywords && call[2] is not PthDictionary { Count: 0 }))
        {
            throw Fault("an object that plain state dicts do not need");
        }
        stack.Add(objects.Call(type, [])!);
    }

    private void Append(object?[] values) => Peek<PthList>().Add(values);

    private void SetItems(object?[] pairs)
    {
        PthDictionary target = Peek<PthDictionary>();
        if (pairs.Length % 2 != 0)
            throw Fault("a dictionary key without a value");
        for (int i = 0; i < pairs.Length; i += 2)
        {
            object? key = pairs[i];
            if (!PthDictionary.IsKey(key))
                throw Fault("a dictionary key that is neither a text nor a number");
            target.Set(key, pairs[i + 1]);
        }
    }

    private void Recall(long index)
    {
        if (!memo.TryGetValue(index, out object? value))
            throw Fault($"memo {index} is used before it is set");
        stack.Add(value);
    }

    private object? Pop() => Pop(1)[0];

    /// <summary>Takes the topmost values off the stack, in the order in which they were put there; never below a mark.</summary>
    private object?[] Pop(int count)
    {
        int floor = marks.Count > 0 ? marks[^1] : 0;
        if (stack.Count - floor < count)
            throw Fault($"{NameOf(opcode)} finds fewer values on the stack than it needs");
        object?[] values = CollectionsMarshal.AsSpan(stack)[^count..].ToArray();
        stack.RemoveRange(stack.Count - count, count);
        return values;
    }

    private object?[] PopToMark()
    {
        if (marks.Count == 0)
            throw Fault($"{NameOf(opcode)} finds no mark on the stack");
        object?[] values = Pop(stack.Count - marks[^1]);
        marks.RemoveAt(marks.Count - 1);
        return values;
    }

    private object? Peek()
    {
        if (stack.Count == (marks.Count > 0 ? marks[^1] : 0))
            throw Fault($"{NameOf(opcode)} finds fewer values on the stack than it needs");
        return stack[^1];
    }

    private T Peek<T>()
        where T : class => Peek() as T ?? throw Fault($"{NameOf(opcode)} finds a value that it cannot be applied to");

    private InvalidDataException Fault(string text) => reader.Fault(opcodePosition, text);

    private static string NameOf(PickleOpcode opcode) =>
        Enum.IsDefined(opcode) ? $"opcode 0x{(byte)opcode:x2} ({opcode})" : $"unknown opcode 0x{(byte)opcode:x2}";
}
