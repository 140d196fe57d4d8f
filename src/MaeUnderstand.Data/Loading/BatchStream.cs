using System.Runtime.ExceptionServices;
using TorchSharp;

namespace MaeUnderstand.Data;

/// <summary>
/// One run through a range of batches: the threads that fill them and the window of batches on their way. The consumer opens batches
/// (it alone makes tensors), the workers take their rows in order, the consumer takes the batches in order.
/// </summary>
internal sealed class BatchStream : IDisposable
{
    private readonly object gate = new();                         // Monitor's waiting needs an object, not a Lock
    private readonly Queue<BatchSlot> window = new();             // opened and not yet delivered, in order
    private readonly Queue<BatchSlot> unfilled = new();           // those of them with rows left to take
    private readonly BatchPlan plan;
    private readonly SampleReader reader;
    private readonly BadImageBudget budget;
    private readonly PixelPool pool;
    private readonly Thread[] workers;
    private readonly int windowSize;
    private readonly long end;
    private long next;
    private (int Epoch, int[] Indices) order = (-1, []);
    private bool isStopped;

    public BatchStream(
        BatchPlan plan, SampleReader reader, BadImageBudget budget, LoaderOptions options, int imageSize, long first, long end)
    {
        this.plan = plan;
        this.reader = reader;
        this.budget = budget;
        this.end = end;
        next = first;
        windowSize = options.Workers == 0 ? 1 : 1 + options.PrefetchBatches;
        pool = new PixelPool(options.BatchSize, imageSize, options.PinMemory && torch.cuda.is_available());
        workers = new Thread[options.Workers];
        for (int i = 0; i < workers.Length; i++)
        {
            workers[i] = new Thread(Work) { IsBackground = true, Name = $"mae-data-{i}" };
            workers[i].Start();
        }
    }

    /// <summary>Buffers made so far.</summary>
    public int BuffersMade => pool.Made;

    /// <summary>Waits for the next batch.</summary>
    /// <returns>The batch, owned by the caller; <see langword="null"/> at the end.</returns>
    public ImageBatch? Next(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        OpenAhead();
        if (window.Count == 0)
            return null;
        BatchSlot slot = window.Peek();
        if (workers.Length == 0)
            FillHere(slot, cancel);
        else
            AwaitFilled(slot, cancel);

        int badImages = budget.Spend(slot);
        if (slot.Failure() is { } failure)
            ExceptionDispatchInfo.Throw(failure);
        window.Dequeue();
        return new ImageBatch(slot, pool, badImages);
    }

    /// <summary>Stops the workers, each after the image it is at, and frees what was not delivered.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            isStopped = true;
            Monitor.PulseAll(gate);
        }
        foreach (Thread worker in workers)
            worker.Join();
        while (window.TryDequeue(out BatchSlot? slot))
            pool.Return(slot.Pixels);
        pool.Dispose();
    }

    private void OpenAhead()
    {
        for (; window.Count < windowSize && next < end; next++)
        {
            (int epoch, int position) = plan.Locate(next);
            if (order.Epoch != epoch)
                order = (epoch, reader.Order(epoch));
            (int firstPosition, int count) = plan.Samples(position);
            var slot = new BatchSlot(next, epoch, position, firstPosition, order.Indices, pool.Rent(), count);
            window.Enqueue(slot);
            lock (gate)
            {
                unfilled.Enqueue(slot);
                Monitor.PulseAll(gate);
            }
        }
    }

    private void FillHere(BatchSlot slot, CancellationToken cancel)
    {
        while (slot.HasRows)
        {
            cancel.ThrowIfCancellationRequested();
            slot.Fill(slot.TakeRow(), reader);
        }
        unfilled.Clear();
    }

    private void AwaitFilled(BatchSlot slot, CancellationToken cancel)
    {
        using CancellationTokenRegistration wake = cancel.Register(() =>
        {
            lock (gate)
                Monitor.PulseAll(gate);
        });
        lock (gate)
        {
            while (!slot.IsFilled)
            {
                if (cancel.IsCancellationRequested)
                    break;
                Monitor.Wait(gate);
            }
        }
        cancel.ThrowIfCancellationRequested();
    }

    private void Work()
    {
        while (TakeRow() is var (slot, row))
        {
            slot.Fill(row, reader);
            lock (gate)
            {
                slot.CountFilled();
                if (slot.IsFilled)
                    Monitor.PulseAll(gate);
            }
        }
    }

    /// <summary>Waits for a row to fill; <see langword="null"/> when it is time to stop.</summary>
    private (BatchSlot Slot, int Row)? TakeRow()
    {
        lock (gate)
        {
            while (!isStopped && unfilled.Count == 0)
                Monitor.Wait(gate);
            if (isStopped)
                return null;
            BatchSlot slot = unfilled.Peek();
            int row = slot.TakeRow();
            if (!slot.HasRows)
                unfilled.Dequeue();
            return (slot, row);
        }
    }
}
